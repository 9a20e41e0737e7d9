"""The steps with one question: the address, the host, the password."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.forms import AddressForm, PasswordForm
from accounts.models import EmailAccount, SetupAttempt
from accounts.problems import explain
from accounts.services import attempt_work, limits, setup
from accounts.services.accounts import may_add_account, may_connect
from accounts.views.setup import busy
from accounts.views.setup.posted import only_posted
from accounts.views.setup.steps import Step, about_own_card, page, step_of
from cards.services.people import make_first_address, own_card
from crm_inbox.http import AuthenticatedRequest


@login_required
@require_GET
def wizard(request: AuthenticatedRequest) -> HttpResponse:
    attempt = setup.current_attempt(request.user)
    if attempt is None and "further" not in request.GET and setup.has_untold_end(request.user):
        return redirect(_end(request))
    if attempt is None and not _may_begin(request):
        return redirect("email_account")
    return page(request, attempt, step_of(request, attempt))


def _may_begin(request: AuthenticatedRequest) -> bool:
    """Whoever has an account asks for a further one by ``?further``, where that is allowed."""
    if not EmailAccount.objects.for_user(request.user).exists():
        return True
    return "further" in request.GET and may_add_account(request.user) is None


@login_required
@require_GET
def progress(request: AuthenticatedRequest) -> HttpResponse:
    """What has changed since ``seen``, asked for again and again while a task works."""
    attempt, seen = setup.current_attempt(request.user), request.GET.get("seen", "")
    if attempt is None:
        return _go(request, _end(request))
    if attempt.is_busy and seen == busy.mark_of(attempt):
        return busy.nothing_new()
    step = step_of(request, attempt)
    if attempt.is_busy and busy.is_same_wait(seen, attempt):
        return busy.only_what_changes(page(request, attempt, step, "_busy_now.html"))
    return page(request, attempt, step)


def _end(request: AuthenticatedRequest) -> str:
    """The page to go to after the last attempt, having told what there is to tell."""
    edited = setup.has_just_edited(request.user)
    if edited:
        messages.success(request, _("Your settings are saved."))
    for alert in setup.take_alerts(request.user):
        words = _("The mail server wants you to know: “%(text)s”")
        messages.warning(request, words % {"text": alert})
    return "email_account" if edited else "inbox"


@only_posted
def address(request: AuthenticatedRequest) -> HttpResponse:
    form = AddressForm(request.POST)
    if form.is_valid() and not limits.may_search(request.user):
        form.add_error("address", _("That was a little fast. Wait a minute and try again."))
    if form.is_valid() and (refusal := may_connect(request.user, form.cleaned_data["address"])):
        words = explain(refusal)
        form.add_error("address", f"{words.explanation} {words.next_step}")
    if not form.is_valid():
        return page(request, None, Step("address", form, focus="address"))
    with transaction.atomic():
        attempt = setup.start_attempt(request.user, form.cleaned_data["address"])
        if "advanced" in request.POST:
            setup.stop_waiting(attempt)
            return redirect("setup_advanced")
        attempt_work.dispatch(attempt)
    return redirect("setup")


@only_posted
def confirm(request: AuthenticatedRequest) -> HttpResponse:
    """The person says that the password may go to the host that was found."""
    attempt = setup.current_attempt(request.user)
    if attempt and attempt.needs_confirmation and _is_as_shown(request, attempt):
        setup.confirm_host(attempt)
    return redirect("setup")


@only_posted
def password(request: AuthenticatedRequest) -> HttpResponse:
    attempt, form = setup.current_attempt(request.user), PasswordForm(request.POST)
    if attempt is None or attempt.needs_confirmation or attempt.is_busy:
        return redirect("setup")
    if not _is_as_shown(request, attempt):
        return redirect("setup")
    if form.is_valid() and not limits.may_sign_in(request.user):
        form.add_error("password", limits.too_many_sign_ins())
    if not form.is_valid():
        return page(request, attempt, Step("password", form, focus="password"))
    setup.hand_in_password(attempt, form.secret())
    return redirect("setup")


@only_posted
def restart(request: AuthenticatedRequest) -> HttpResponse:
    """Leave the attempt; an account that was being edited stays as it is."""
    was_editing = SetupAttempt.objects.for_user(request.user).filter(account__isnull=False).exists()
    SetupAttempt.objects.for_user(request.user).delete()
    return redirect("email_account" if was_editing else "setup")


@login_required
@require_http_methods(["GET", "POST"])
def own_address(request: AuthenticatedRequest) -> HttpResponse:
    """Is the typed address the first one on my card? POST makes it so."""
    form = AddressForm(request.POST if request.method == "POST" else request.GET)
    if not form.is_valid():
        return render(request, "accounts/setup/_own_card.html", {"own_card": None})
    typed = form.cleaned_data["address"]
    if request.method == "POST":
        make_first_address(own_card(request.user), typed)
        if not request.htmx:
            return redirect("setup")
    return render(request, "accounts/setup/_own_card.html", about_own_card(request, typed))


def _is_as_shown(request: AuthenticatedRequest, attempt: SetupAttempt) -> bool:
    """Whether the page that was answered showed these servers, for this address."""
    return request.POST.get("shown") == attempt.shown_as


def _go(request: AuthenticatedRequest, name: str) -> HttpResponse:
    if request.htmx:
        return HttpResponse(headers={"HX-Redirect": reverse(name)})
    return redirect(name)
