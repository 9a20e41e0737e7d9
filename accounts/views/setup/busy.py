"""What a waiting page hears: only what changed, each change once.

The page asks every few hundred milliseconds and says what it already shows. Replacing what did not
change would take the focus from the link that somebody is on, and make a screen reader repeat it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django_htmx.http import retarget

from accounts.models import SetupAttempt
from accounts.models.checks import CheckState
from accounts.models.setup_attempt import SetupState
from mail.core.endpoint import Service

if TYPE_CHECKING:
    from accounts.views.setup.steps import Step

_SPOKEN = {CheckState.OK, CheckState.FAILED}


def mark_of(attempt: SetupAttempt) -> str:
    """Differs whenever the waiting page looks different."""
    states = [attempt.checked(service).state for service in Service]
    return ":".join([attempt.state, str(len(attempt.trail)), *states])


def is_same_wait(seen: str, attempt: SetupAttempt) -> bool:
    """Whether the page that shows *seen* waits for the same thing, further on."""
    return seen.partition(":")[0] == attempt.state


def nothing_new() -> HttpResponse:
    return HttpResponse(status=204)


def only_what_changes(answer: HttpResponse) -> HttpResponse:
    return retarget(answer, "#busy-now")


def spoken(attempt: SetupAttempt | None, step: Step) -> str:
    """What a screen reader says of the step; empty where an alert or the focus says it."""
    if attempt is None or step.problem:
        return ""
    if step.name == "busy":
        return _spoken_while_busy(attempt)
    if step.name == "confirm":
        return _("Is this the right server?")
    return _("Your servers were found") if step.name == "password" else ""


def _spoken_while_busy(attempt: SetupAttempt) -> str:
    if attempt.state == SetupState.FINDING:
        return _("Looking for your email servers")
    titles = {Service.IMAP: _("Receiving email"), Service.SMTP: _("Sending email")}
    words = {CheckState.OK: _("Works"), CheckState.FAILED: _("Does not work")}
    states = {service: attempt.checked(service).state for service in Service}
    decided = [f"{titles[one]}: {words[at]}" for one, at in states.items() if at in _SPOKEN]
    return ". ".join(decided) or _("Signing in")
