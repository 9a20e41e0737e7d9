"""Getting a busy attempt to one worker: dispatched, claimed, found again when it is lost."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.database_time import from_now
from accounts.handover import hand_over
from accounts.models import SetupAttempt
from accounts.models.setup_attempt import LIFETIME, SetupState

LOST_AFTER = timedelta(seconds=45)
"""Longer than two sign-ins (10 s each, and one more try) and another search (7 s) may take."""

TASK_OF_STATE = {
    SetupState.FINDING: "accounts.find_servers",
    SetupState.SIGNING_IN: "accounts.sign_in",
}


def dispatch(attempt: SetupAttempt) -> None:
    """Send the task of a busy attempt after the commit; the tick sends it again if it is lost."""
    task = TASK_OF_STATE[SetupState(attempt.state)]
    rows = SetupAttempt.objects.filter(pk=attempt.pk)
    rows.update(dispatched_until=from_now(LOST_AFTER), claimed_until=None)
    transaction.on_commit(
        lambda: (
            hand_over(task, attempt.pk, queue="interactive") or rows.update(dispatched_until=None)
        )
    )


def dispatch_lost_attempts() -> None:
    for attempt in SetupAttempt.objects.lost().fresh(timezone.now()):
        with transaction.atomic():
            dispatch(attempt)


def erase_old_secrets() -> None:
    """Nobody comes back to an attempt of that age; its sealed password shall not wait for them."""
    old = SetupAttempt.objects.filter(updated_at__lte=timezone.now() - LIFETIME)
    old.exclude(sealed_imap="", sealed_smtp="").update(sealed_imap="", sealed_smtp="")


def hold(attempt: SetupAttempt) -> bool:
    """Whether the row is as *attempt* was read; then nobody changes it before the transaction
    ends. Otherwise another window, or the task, has gone on with it or it is gone."""
    rows = SetupAttempt.objects.select_for_update(no_key=True)
    as_read = rows.filter(pk=attempt.pk, updated_at=attempt.updated_at)
    return as_read.values_list("pk", flat=True).first() is not None


def claim(attempt: SetupAttempt, state: SetupState) -> bool:
    """Whether this run of the task is the only one that works on the attempt."""
    # What was handed in later is another run's.
    rows = SetupAttempt.objects.filter(pk=attempt.pk, state=state, sealed_imap=attempt.sealed_imap)
    return attempt.state == state and rows.claim(from_now(LOST_AFTER))


def write_unless_decided(attempt: SetupAttempt, was: str, **still: str) -> bool:
    """Store *attempt*, which ends waiting and so its secrets, if its row is still as it *was*."""
    return bool(
        SetupAttempt.objects.filter(pk=attempt.pk, state=was, **still).update(
            **{name: getattr(attempt, name) for name in _COLUMNS},
            sealed_imap="",
            sealed_smtp="",
            updated_at=timezone.now(),
        )
    )


_COLUMNS = [
    *(f"{s}_{c}" for s in ("imap", "smtp") for c in ("host", "port", "security", "username")),
    "state", "provider", "source", "trust", "confirmed", "method", "hint", "oauth_issuer",
    "suggestion", "trail", "looked_again", "checks",
    "problem_code", "problem_service", "problem_subject", "server_said", "problem_facts",
]  # fmt: skip
