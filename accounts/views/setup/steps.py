"""Which step of the wizard an attempt has come to, and what its page needs."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render

from accounts import found_words, help_links, hints, problems
from accounts.forms import AddressForm, AdvancedForm, PasswordForm, advanced_initial
from accounts.models import SetupAttempt
from accounts.models.checks import Check
from accounts.models.setup_attempt import SetupState
from accounts.oauth import offers
from accounts.services import setup
from accounts.views.setup import busy
from cards.services.people import own_address_rule_met, own_card
from crm_inbox.http import AuthenticatedRequest
from mail.core.address import domain_of
from mail.core.discovery.trust import registrable_domain
from mail.core.endpoint import Service
from mail.core.errors import Code

TRAIL_SHOWN = 4
"""Lines of the trail that a waiting person sees; all of them are shown on demand."""


@dataclass(frozen=True, slots=True)
class Step:
    """What the page asks: ``address``, ``busy``, ``confirm``, ``password`` or ``advanced``;
    ``closed`` says that no program gets in at this provider."""

    name: str
    form: AddressForm | PasswordForm | AdvancedForm | None = None
    problem: problems.Problem | None = None
    focus: str = ""


@dataclass(frozen=True, slots=True)
class ShownCheck:
    """How one server fared: ``state`` is a :class:`CheckState`."""

    service: str
    state: str
    problem: problems.Problem | None


def step_of(request: AuthenticatedRequest, attempt: SetupAttempt | None) -> Step:
    if attempt is None:
        card = own_card(request.user)
        form = AddressForm(initial={"address": card.primary_address})
        return Step("address", form, focus="address")
    if attempt.is_busy:
        return Step("busy")
    error = attempt.problem
    if error and error.code is Code.PROVIDER_NO_IMAP:
        return Step("closed", problem=problem_of(attempt))
    of_a_sign_in = error is not None and error.code in offers.OF_A_SIGN_IN
    if error and not of_a_sign_in and not problems.is_about_password(error):
        return advanced_step(attempt)
    if attempt.account_id is not None and error is None:
        return advanced_step(attempt)
    if attempt.needs_confirmation:
        return Step("confirm")
    focus = "" if _signs_in_elsewhere(attempt) else "password"
    return Step("password", PasswordForm(), problem_of(attempt), focus=focus)


def _signs_in_elsewhere(attempt: SetupAttempt) -> bool:
    """Whether the button of the provider is the way, and the password at most another one."""
    offer = offers.offer_for(attempt)
    return offer is not None and (offer.app_id is not None or not offer.takes_passwords)


def problem_of(attempt: SetupAttempt) -> problems.Problem | None:
    error = attempt.problem
    if error is None:
        return None
    endpoint = None
    if attempt.problem_service:
        endpoint = attempt.endpoint(Service(attempt.problem_service))
    return problems.explain(error, endpoint=endpoint, address=attempt.address)


def advanced_step(attempt: SetupAttempt) -> Step:
    error = attempt.problem
    form = AdvancedForm(
        initial=advanced_initial(attempt),
        **setup.advanced_options(attempt),
    )
    if error is None:
        guessed = attempt.state == SetupState.NOT_FOUND
        typing_servers = attempt.account_id is not None or guessed
        return Step("advanced", form, focus="imap_host" if typing_servers else "imap_password")
    # Where the address itself seems misspelt, no field of this form is at fault.
    focus = "" if attempt.suggestion else problems.faulty_field(error, attempt.problem_service)
    return Step("advanced", form, problem_of(attempt), focus=focus)


def page(
    request: AuthenticatedRequest,
    attempt: SetupAttempt | None,
    step: Step,
    fragment: str = "_step.html",
) -> HttpResponse:
    """The whole page; for htmx the *fragment* of it."""
    _mark_faulty(step)
    shown = attempt.address if attempt else own_card(request.user).primary_address
    context: dict[str, object] = {"attempt": attempt, "step": step, "form": step.form}
    context |= _about(attempt) if attempt else {}
    context |= about_own_card(request, shown)
    context |= _spoken(request, attempt, step)
    context["help_url"] = help_links.for_problem(step.problem, request.user)
    template = f"accounts/setup/{fragment if request.htmx else 'wizard.html'}"
    status = 422 if step.form is not None and step.form.errors and not request.htmx else 200
    return render(request, template, context, status=status)


def _spoken(
    request: AuthenticatedRequest, attempt: SetupAttempt | None, step: Step
) -> dict[str, object]:
    says = busy.spoken(attempt, step)
    return {"spoken": says, "says_anew": request.htmx and says != request.GET.get("said", "")}


def about_own_card(request: AuthenticatedRequest, typed: str) -> dict[str, object]:
    card = own_card(request.user)
    return {"own_card": card, "typed": typed, "rule_met": own_address_rule_met(request.user, typed)}


def _about(attempt: SetupAttempt) -> dict[str, object]:
    domain, trail = domain_of(attempt.address), found_words.steps(attempt.trail)
    owners = (registrable_domain(host) for host in (attempt.imap_host, attempt.smtp_host) if host)
    return {
        "advice": _advice(attempt),
        "offer": offers.offer_for(attempt),
        "found_by": found_words.sentence(attempt.source, domain, attempt.provider),
        "owners": list(dict.fromkeys(owners)),
        "trail": trail,
        "latest": trail[-TRAIL_SHOWN:],
        "checks": [_shown(service, attempt.checked(service)) for service in Service],
        "mark": busy.mark_of(attempt),
    }


def _advice(attempt: SetupAttempt) -> hints.Advice:
    if attempt.problem_code == Code.PROVIDER_NO_IMAP:
        return hints.impossible(attempt.provider)
    return hints.advice(attempt.hint, attempt.method, attempt.provider)


def _shown(service: Service, check: Check) -> ShownCheck:
    problem = problems.explain(check.problem) if check.problem else None
    return ShownCheck(service.value, check.state.value, problem)


def _mark_faulty(step: Step) -> None:
    if step.form is None or step.focus not in step.form.fields:
        return
    attrs = step.form.fields[step.focus].widget.attrs
    attrs["autofocus"] = True
    if step.problem or step.focus in step.form.errors:
        attrs |= {"aria-invalid": "true", "aria-describedby": _described_by(step)}


def _described_by(step: Step) -> str:
    """Whatever says what is wrong with the field, first; then its hint."""
    assert step.form is not None
    field = step.form[step.focus]
    ids = {
        "problem": step.problem,
        f"{field.auto_id}_error": step.focus in step.form.errors,
        f"{field.auto_id}_helptext": field.help_text,
    }
    return " ".join(one for one, is_there in ids.items() if is_there)
