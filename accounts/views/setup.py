"""The wizard *Set up email account*: one address, one page, one question at a time.

Every step is the same URL; which one is shown follows from the attempt's state. No view waits
for a mail server: a task does, and the page asks again until the row has changed.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import hints, problems
from accounts.forms import AddressForm, AdvancedForm, PasswordForm, advanced_initial
from accounts.models import EmailAccount, SetupAttempt
from accounts.services import attempt_work, setup
from accounts.services.sending_rule import may_add_account
from cards.services.people import make_first_address, own_address_rule_met, own_card
from crm_inbox.http import AuthenticatedRequest
from mail.core.endpoint import Service
from mail.core.errors import MailError


@dataclass(frozen=True, slots=True)
class Step:
    """What the page asks: ``address``, ``busy``, ``confirm``, ``password`` or ``advanced``."""

    name: str
    form: AddressForm | PasswordForm | AdvancedForm | None = None
    problem: problems.Problem | None = None
    focus: str = ""


@login_required
@require_GET
def wizard(request: AuthenticatedRequest) -> HttpResponse:
    attempt = setup.current_attempt(request.user)
    if attempt is None and not _may_begin(request):
        return redirect("email_account")
    return _page(request, attempt, _step(request, attempt))


def _may_begin(request: AuthenticatedRequest) -> bool:
    """Whoever has an account asks for a further one by ``?further``, where that is allowed."""
    if not EmailAccount.objects.for_user(request.user).exists():
        return True
    return "further" in request.GET and may_add_account(request.user)


@login_required
@require_GET
def progress(request: AuthenticatedRequest) -> HttpResponse:
    """The current step alone, asked for again while a task works."""
    attempt = setup.current_attempt(request.user)
    if attempt is None:
        edited = setup.has_just_edited(request.user)
        if edited:
            messages.success(request, _("Your settings are saved."))
        return _go(request, "email_account" if edited else "inbox")
    return _page(request, attempt, _step(request, attempt))


@login_required
@require_POST
def address(request: AuthenticatedRequest) -> HttpResponse:
    form = AddressForm(request.POST)
    if not form.is_valid():
        return _page(request, None, Step("address", form, focus="address"))
    with transaction.atomic():
        attempt = setup.start_attempt(request.user, form.cleaned_data["address"])
        if "advanced" in request.POST:
            setup.stop_waiting(attempt)
            return redirect("setup_advanced")
        attempt_work.dispatch(attempt)
    return redirect("setup")


@login_required
@require_POST
def confirm(request: AuthenticatedRequest) -> HttpResponse:
    """The person says that the password may go to the host that was found."""
    attempt = _attempt(request)
    setup.confirm_host(attempt)
    return redirect("setup")


@login_required
@require_POST
def password(request: AuthenticatedRequest) -> HttpResponse:
    attempt, form = _attempt(request), PasswordForm(request.POST)
    if attempt.needs_confirmation or attempt.is_busy:
        return redirect("setup")
    if not form.is_valid():
        return _page(request, attempt, Step("password", form, focus="password"))
    with transaction.atomic():
        setup.hand_in_password(attempt, form.secret())
    return redirect("setup")


@login_required
@require_http_methods(["GET", "POST"])
def advanced(request: AuthenticatedRequest) -> HttpResponse:
    attempt = setup.current_attempt(request.user)
    if attempt is None:
        return redirect("setup")
    if request.method == "GET":
        if attempt.is_busy:
            setup.stop_waiting(attempt)
            return redirect("setup_advanced")
        return _page(request, attempt, _advanced_step(attempt))
    form = AdvancedForm(request.POST, kept=setup.kept_logins(attempt))
    if not form.is_valid():
        focus = next(iter(form.errors), "imap_host")
        return _page(request, attempt, Step("advanced", form, focus=focus))
    try:
        _hand_in(attempt, form)
    except MailError as error:
        problem = problems.explain(error)
        return _page(request, attempt, Step("advanced", form, problem, focus="imap_password"))
    return redirect("setup")


def _hand_in(attempt: SetupAttempt, form: AdvancedForm) -> None:
    with transaction.atomic():
        setup.hand_in_servers(
            attempt,
            {service: form.login(service) for service in Service},
            {service: form.secret(service) for service in Service},
        )


@login_required
@require_POST
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
    return render(request, "accounts/setup/_own_card.html", _own_card(request, typed))


def _attempt(request: AuthenticatedRequest) -> SetupAttempt:
    attempt = setup.current_attempt(request.user)
    return attempt or get_object_or_404(SetupAttempt.objects.none())


def _step(request: AuthenticatedRequest, attempt: SetupAttempt | None) -> Step:
    if attempt is None:
        card = own_card(request.user)
        return Step(
            "address", AddressForm(initial={"address": card.primary_address}), focus="address"
        )
    if attempt.is_busy:
        return Step("busy")
    error = attempt.problem
    if error and not problems.is_about_password(error):
        return _advanced_step(attempt)
    if attempt.account_id is not None and error is None:
        return _advanced_step(attempt)
    if attempt.needs_confirmation:
        return Step("confirm")
    problem = problems.explain(error) if error else None
    return Step("password", PasswordForm(), problem, focus="password")


def _advanced_step(attempt: SetupAttempt) -> Step:
    error = attempt.problem
    form = AdvancedForm(initial=advanced_initial(attempt), kept=setup.kept_logins(attempt))
    if error is None:
        typing_servers = attempt.account_id is not None or not attempt.imap_host
        return Step("advanced", form, focus="imap_host" if typing_servers else "imap_password")
    focus = problems.faulty_field(error, attempt.problem_service)
    return Step("advanced", form, problems.explain(error), focus=focus)


def _own_card(request: AuthenticatedRequest, typed: str) -> dict[str, object]:
    card = own_card(request.user)
    return {"own_card": card, "typed": typed, "rule_met": own_address_rule_met(request.user, typed)}


def _page(request: AuthenticatedRequest, attempt: SetupAttempt | None, step: Step) -> HttpResponse:
    _mark_faulty(step)
    context: dict[str, object] = {"attempt": attempt, "step": step, "form": step.form}
    if attempt is not None:
        context["hint"] = hints.sentence(attempt.hint, attempt.method, attempt.provider)
    shown = attempt.address if attempt else own_card(request.user).primary_address
    context |= _own_card(request, shown)
    template = "accounts/setup/_step.html" if request.htmx else "accounts/setup/wizard.html"
    status = 422 if step.form is not None and step.form.errors and not request.htmx else 200
    return render(request, template, context, status=status)


def _mark_faulty(step: Step) -> None:
    if step.form is None or step.focus not in step.form.fields:
        return
    attrs = step.form.fields[step.focus].widget.attrs
    attrs["autofocus"] = True
    if step.problem or step.form.errors:
        attrs |= {"aria-invalid": "true", "aria-describedby": "problem"}


def _go(request: AuthenticatedRequest, name: str) -> HttpResponse:
    if request.htmx:
        return HttpResponse(headers={"HX-Redirect": reverse(name)})
    return redirect(name)
