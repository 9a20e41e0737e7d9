"""Email options: General, and the email account."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.engine import engine_of
from accounts.models import EmailAccount
from accounts.oauth import offers
from accounts.option_forms import EmailOptionsForm
from accounts.services import setup
from accounts.services.accounts import is_further, may_add_account, may_send_from, remove_account
from accounts.services.preferences import preferences_of
from accounts.status_card import status_card
from accounts.window_words import window_word
from cards.services.people import own_card
from crm_inbox.http import AuthenticatedRequest
from mail.core.endpoint import Service


@login_required
@require_http_methods(["GET", "POST"])
def email_options(request: AuthenticatedRequest) -> HttpResponse:
    """The tab General: how mail is read, written and sent."""
    form = EmailOptionsForm(request.POST or None, preferences_of(request.user))
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Your email options are saved."))
        return redirect("email_options")
    context = {"form": form, "addresses": _addresses(request)}
    status = 422 if form.errors else 200
    return render(request, "accounts/options/email.html", context, status=status)


@login_required
@require_GET
def email_account(request: AuthenticatedRequest) -> HttpResponse:
    """The tab Email account."""
    accounts = EmailAccount.objects.for_user(request.user).order_by("pk")
    context = {
        "accounts": [_shown(request, account) for account in accounts],
        "addresses": [account.address for account in accounts],
        "may_add": bool(accounts) and may_add_account(request.user) is None,
    }
    return render(request, "accounts/options/account.html", context)


@login_required
@require_POST
def edit_account(request: AuthenticatedRequest, account_id: int) -> HttpResponse:
    """Open the wizard on the account; ``problem`` names the service to mend first."""
    account = get_object_or_404(EmailAccount.objects.for_user(request.user), pk=account_id)
    wanted = request.POST.get("problem", "")
    problem = Service(wanted) if wanted in set(Service) else None
    with transaction.atomic():
        setup.start_edit(request.user, account, problem=problem)
    if problem and not setup.one_password_mends(account, problem):
        return redirect("setup_advanced")
    return redirect("setup")


@login_required
@require_http_methods(["GET", "POST"])
def remove(request: AuthenticatedRequest, account_id: int) -> HttpResponse:
    """Ask once, saying what stays and what goes; then erase."""
    account = get_object_or_404(EmailAccount.objects.for_user(request.user), pk=account_id)
    if request.method == "GET":
        held = engine_of(account, counts=True)
        context = {"account": account, "held": held, "signs_in_at": offers.signs_in_at(account)}
        return render(request, "accounts/options/remove.html", context)
    address = account.address
    remove_account(account)
    messages.success(request, _("%(address)s is removed from the inbox.") % {"address": address})
    return redirect("email_account")


def _addresses(request: AuthenticatedRequest) -> list[str]:
    accounts = EmailAccount.objects.for_user(request.user).order_by("pk")
    return list(accounts.values_list("address", flat=True))


def _shown(request: AuthenticatedRequest, account: EmailAccount) -> dict[str, object]:
    return {
        "account": account,
        "signs_in_at": offers.signs_in_at(account),
        "rule_met": may_send_from(account),
        "status": status_card(account),
        "window": window_word(account.sync_window_days),
        "is_further": is_further(account),
        "own_card": own_card(request.user),
    }
