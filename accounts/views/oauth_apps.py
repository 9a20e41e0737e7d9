"""Administration: the applications that were registered at providers, for people to sign in there.

A client secret can be typed and replaced; no page shows it again.
"""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import OAuthApp
from accounts.oauth.apps import ask_issuer, keep_app
from accounts.oauth_forms import OAuthAppForm, new_app
from accounts.problems import explain
from accounts.views.administration.access import for_administrators
from accounts.views.oauth import redirect_uri
from crm_inbox.http import AuthenticatedRequest
from mail.core.oauth.provider import GENERIC
from mail.core.oauth.providers import PROVIDERS


@login_required
@require_GET
@for_administrators
def apps(request: AuthenticatedRequest) -> HttpResponse:
    rows = OAuthApp.objects.annotate(people=Count("grants")).order_by("pk")
    context = {
        "apps": [_shown(app) for app in rows],
        "providers": [(provider.key, provider.name) for provider in PROVIDERS.values()],
        "generic": GENERIC,
        "redirect_uri": redirect_uri(request),
    }
    return render(request, "accounts/oauth/apps.html", context)


@login_required
@require_http_methods(["GET", "POST"])
@for_administrators
def new(request: AuthenticatedRequest) -> HttpResponse:
    app = new_app(request.GET.get("provider", ""))
    if app is None:
        raise Http404
    return _form_page(request, app)


@login_required
@require_http_methods(["GET", "POST"])
@for_administrators
def edit(request: AuthenticatedRequest, app_id: int) -> HttpResponse:
    return _form_page(request, get_object_or_404(OAuthApp, pk=app_id))


@login_required
@require_POST
@for_administrators
def ask(request: AuthenticatedRequest, app_id: int) -> HttpResponse:
    """Have the issuer asked about itself again."""
    ask_issuer(get_object_or_404(OAuthApp, pk=app_id))
    messages.success(request, _("We ask the server. Look again in a moment."))
    return redirect("oauth_apps")


@login_required
@require_http_methods(["GET", "POST"])
@for_administrators
def remove(request: AuthenticatedRequest, app_id: int) -> HttpResponse:
    app = get_object_or_404(OAuthApp.objects.annotate(people=Count("grants")), pk=app_id)
    if request.method == "GET":
        return render(request, "accounts/oauth/app_remove.html", {"app": app})
    app.delete()
    messages.success(request, _("The sign-in is removed."))
    return redirect("oauth_apps")


def _form_page(request: AuthenticatedRequest, app: OAuthApp) -> HttpResponse:
    shown_name = app.shown_name
    form = OAuthAppForm(request.POST or None, app)
    if request.method == "POST" and form.is_valid():
        keep_app(form.save(commit=False), form.typed_secret())
        messages.success(request, _("The sign-in is saved."))
        return redirect("oauth_apps")
    context = {
        "form": form,
        "app": app,
        "app_id": app.pk,
        "shown_name": shown_name,
        "redirect_uri": redirect_uri(request),
        "provider": PROVIDERS.get(app.provider),
    }
    status = 422 if form.errors else 200
    return render(request, "accounts/oauth/app_form.html", context, status=status)


def _shown(app: OAuthApp) -> dict[str, object]:
    error = app.problem
    ends_on = app.secret_expires_on
    return {
        "app": app,
        "problem": explain(error) if error else None,
        "is_ending": app in OAuthApp.objects.with_secret_ending(timezone.localdate()),
        "has_ended": ends_on is not None and ends_on <= timezone.localdate(),
    }
