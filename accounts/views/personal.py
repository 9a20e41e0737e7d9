"""Personal settings: how the product looks to one person, and how they sign in."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.option_forms import PersonalSettingsForm
from accounts.services.preferences import preferences_of, save_personal_settings
from cards.services.people import own_card
from crm_inbox.http import AuthenticatedRequest


@login_required
@require_http_methods(["GET", "POST"])
def personal_settings(request: AuthenticatedRequest) -> HttpResponse:
    preferences, card = preferences_of(request.user), own_card(request.user)
    form = PersonalSettingsForm(request.POST or None, preferences, card)
    if request.method == "POST" and form.is_valid():
        return _saved(request, form)
    has_two_steps = Authenticator.objects.filter(
        user=request.user, type=Authenticator.Type.TOTP
    ).exists()
    context = {"form": form, "has_two_steps": has_two_steps}
    status = 422 if form.errors else 200
    return render(request, "accounts/options/personal.html", context, status=status)


def _saved(request: AuthenticatedRequest, form: PersonalSettingsForm) -> HttpResponse:
    preferences = form.save(commit=False)
    save_personal_settings(
        preferences,
        first_name=form.cleaned_data["first_name"],
        last_name=form.cleaned_data["last_name"],
    )
    # The confirmation is the first sentence in the new language.
    with translation.override(preferences.language or translation.get_language()):
        messages.success(request, _("Your settings are saved."))
    return redirect("personal_settings")
