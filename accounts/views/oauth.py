"""To the provider's sign-in page and back.

One of the few views that wait for the network: the callback hands the code in at the provider,
within ten seconds. The sign-in check itself is the worker's, as after a password.
"""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import connect
from accounts.models import EmailAccount, SetupAttempt
from accounts.oauth import journey, offers
from accounts.services import limits, setup
from crm_inbox.http import AuthenticatedRequest

STATE = "oauth_state"


@login_required
@require_POST
def start(request: AuthenticatedRequest) -> HttpResponse:
    """From the wizard to the provider."""
    attempt = setup.current_attempt(request.user)
    if attempt is None:
        raise Http404
    if attempt.is_busy or not _may_leave(request):
        return redirect("setup")
    return _leave(request, attempt)


@login_required
@require_http_methods(["GET", "POST"])
def sign_in_again(request: AuthenticatedRequest, account_id: int) -> HttpResponse:
    """The same for an account that exists: what it has stays until the new sign-in works."""
    account = get_object_or_404(EmailAccount.objects.for_user(request.user), pk=account_id)
    if request.method == "GET":
        context = {"account": account, "offer": offers.offer_for(account)}
        return render(request, "accounts/oauth/again.html", context)
    if not _may_leave(request):
        return redirect("email_account")
    with transaction.atomic():
        attempt = setup.start_edit(request.user, account)
    return _leave(request, attempt)


@login_required
@require_GET
def callback(request: AuthenticatedRequest) -> HttpResponse:
    """From the provider, with a code or an excuse; for the browser that left, and once."""
    state, kept = request.GET.get("state", ""), request.session.get(STATE, "")
    if state and kept and constant_time_compare(state, kept):
        del request.session[STATE]
        if journey.arrive(request.user, state, request.GET.dict(), connect.policy()):
            return redirect("setup")
    messages.error(
        request,
        _("This sign-in took too long, or was begun in another browser. Please start it again."),
    )
    return redirect("setup")


def redirect_uri(request: AuthenticatedRequest) -> str:
    """Where providers send people back to; the administrator registers it letter by letter."""
    path = reverse("oauth_callback")
    public: str = settings.PUBLIC_URL
    return f"{public}{path}" if public else request.build_absolute_uri(path)


def _may_leave(request: AuthenticatedRequest) -> bool:
    """Each trip ends in a question of ours to the provider, which counts them."""
    if limits.may_sign_in(request.user):
        return True
    messages.error(request, limits.too_many_sign_ins())
    return False


def _leave(request: AuthenticatedRequest, attempt: SetupAttempt) -> HttpResponse:
    app = offers.app_for(attempt)
    if app is None:
        messages.error(request, _("This sign-in is not set up on this installation."))
        return redirect("setup")
    departure = journey.depart(attempt, app, redirect_uri(request))
    request.session[STATE] = departure.state
    # A page, not a redirect: the answer to a form may lead nowhere but to ourselves (form-action
    # in the pages' Content-Security-Policy holds for redirects too).
    return render(request, "accounts/oauth/leaving.html", {"departure": departure})
