"""An attempt that failed for a reason that may pass: told again later, and at last put back.

1st, 2nd, 3rd failure ─▶ the group again, after pauses that grow
4th to 7th            ─▶ each message alone, so that one cannot keep the others from it
8th                   ─▶ put back, with the reason
"""

from __future__ import annotations

import logging
from collections.abc import Sequence

from django.db import transaction
from django.db.models import F

from accounts.database_time import from_now
from mail.core.errors import MailError
from mail.core.sync.backoff import LONGEST, next_attempt_after
from mail.models import PendingAction
from mail.models.event_sequence import EventName
from mail.services import events
from mail.services.actions.putting_back import put_back
from mail.services.leases import Lease

GIVE_UP_AFTER = 8
"""Failures: half an hour to an hour at a server that hangs up, eight hours at what passes slowly.
Meanwhile the account works, so that it is about the change and not about the server."""

log = logging.getLogger(__name__)


def note_failure(actions: Sequence[PendingAction], problem: MailError, lease: Lease) -> None:
    """Those of *actions* that are still waiting failed, for *problem*."""
    rows = PendingAction.objects.waiting().filter(pk__in=[action.pk for action in actions])
    left = list(rows.select_related("message", "account", "mailbox", "target"))
    hopeless = [action for action in left if action.failures + 1 >= GIVE_UP_AFTER]
    again = [action for action in left if action.failures + 1 < GIVE_UP_AFTER]
    if again:
        _pause(again, problem, lease)
    for action in hopeless:
        put_back([action], problem, lease)


def _pause(actions: Sequence[PendingAction], problem: MailError, lease: Lease) -> None:
    """All alike, so that a group comes back as a group."""
    failures = max(action.failures for action in actions) + 1
    pause = next_attempt_after(failures, problem.code) or LONGEST
    with transaction.atomic():
        lease.renew()
        PendingAction.objects.filter(pk__in=[action.pk for action in actions]).update(
            failures=F("failures") + 1,
            not_before=from_now(pause),
            problem_code=problem.code.value,
            server_said=problem.server_said,
        )
        events.publish(actions[0].account.user_id, EventName.MAIL)
    log.warning(
        "told in vain account=%s kind=%s actions=%s failures=%s code=%s",
        actions[0].account_id, actions[0].kind, len(actions), failures, problem.code.value,
    )  # fmt: skip
