"""Advanced settings: both servers by hand, filled with what is known."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from accounts import problems
from accounts.forms import AdvancedForm
from accounts.models import SetupAttempt
from accounts.models.setup_attempt import SetupState
from accounts.services import limits, setup
from accounts.views.setup.steps import Step, advanced_step, page
from crm_inbox.http import AuthenticatedRequest
from mail.core.endpoint import Service
from mail.core.errors import MailError


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
        return page(request, attempt, advanced_step(attempt))
    if attempt.state == SetupState.SIGNING_IN:  # a second click is no second sign-in
        return redirect("setup")
    form = AdvancedForm(request.POST, **setup.advanced_options(attempt))
    if form.is_valid() and not limits.may_sign_in(request.user):
        form.add_error("imap_password", limits.too_many_sign_ins())
    if not form.is_valid():
        focus = next(iter(form.errors), "imap_host")
        return page(request, attempt, Step("advanced", form, focus=focus))
    try:
        _hand_in(attempt, form)
    except MailError as error:
        problem = problems.explain(error, address=attempt.address)
        return page(request, attempt, Step("advanced", form, problem, focus="imap_password"))
    return redirect("setup")


def _hand_in(attempt: SetupAttempt, form: AdvancedForm) -> None:
    with transaction.atomic():
        setup.hand_in_servers(
            attempt,
            {service: form.login(service) for service in Service},
            {service: form.secret(service) for service in Service},
        )
