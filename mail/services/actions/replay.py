"""Telling the server what is waiting, in order, under the interactive lease.

A worker that is killed has told some and forgotten to note it; the next one tells it again, which
changes nothing. Nothing here waits for a folder that cannot be found: that is left to the next
synchronisation, which is asked for. Nor for a change at which the server hangs up: that is noted on
its action, and the others are told on another connection. Only that nobody can sign in is a problem
of the account.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Min
from django.db.models.expressions import Combinable
from django.utils import timezone

from accounts import connect
from accounts.database_time import from_now
from accounts.models import EmailAccount
from mail.core.endpoint import Service
from mail.core.errors import MailError
from mail.core.sync.backoff import next_attempt_after
from mail.core.sync.not_now import NotNow
from mail.models import PendingAction
from mail.models.event_sequence import EventName
from mail.models.lane import LaneName
from mail.models.pending_action import ActionKind, PendingActionQuerySet
from mail.services import errands, events
from mail.services.actions.groups import Group, next_group
from mail.services.actions.places import places_of
from mail.services.actions.readiness import ready
from mail.services.actions.telling import Told, tell
from mail.services.lanes import make_due
from mail.services.leases import Lease, held
from mail.services.stopping import go_on_or_stop
from mail.transport.imap_session import ImapSession

WAIT_FOR_SYNC = timedelta(seconds=60)
"""Also for the next connections, where the server hung up on all of this run."""

CONNECTIONS = 4
"""Of one run. A server that hangs up on more is left alone for a while."""

GONE_FOR = timedelta(minutes=10)
"""What another program moved is found again long before; what is still gone then, is gone."""

AT_A_TIME = 2_000
"""Actions that are looked at together; what is beyond has its turn when these are told."""


def replay(account: EmailAccount, *, only_due: bool = False) -> None:
    """Tell the server what is pending, in order, under the interactive lease."""
    with held(account.pk, LaneName.INTERACTIVE, only_due=only_due) as lease:
        if lease is None:
            return
        account.refresh_from_db()
        try:
            told = _replay_all(account, lease)
            is_all = errands.run_short(account, lease)
        except NotNow:
            raise  # the lane comes back
        except MailError as problem:
            _put_off(account, lease, problem)
        else:
            is_told = not ready(account.pk).exists()
            if told.asks_for_sync or not is_told:
                make_due(account.pk, LaneName.SYNC)
            is_all = is_all and is_told
            lease.release(due_at=_end_of_pause(account) if is_all else from_now(WAIT_FOR_SYNC))


def _end_of_pause(account: EmailAccount) -> datetime | Combinable | None:
    """When the first of what failed is told again; None when nothing waits."""
    waiting = _waiting(account)
    first: datetime | None = waiting.aggregate(first=Min("not_before"))["first"]
    return first or (from_now(WAIT_FOR_SYNC) if waiting.exists() else None)


def _put_off(account: EmailAccount, lease: Lease, problem: MailError) -> None:
    failures = lease.failures + 1
    wait = next_attempt_after(failures, problem.code)
    with transaction.atomic():
        due_at = from_now(wait) if wait is not None else None
        account.note_problem(Service.IMAP, problem)  # before the lane, as in an edit
        lease.release(due_at=due_at, failures=failures)
        events.publish(account.user_id, EventName.MAIL)  # the page says what is wrong


def _replay_all(account: EmailAccount, lease: Lease) -> Told:
    """Until nothing is left but what has to wait, for a synchronisation or because it failed.
    Raises MailError when nobody can sign in."""
    _forget_gone(account, lease)
    told = Told()
    for _ in range(CONNECTIONS):
        if _next(account, told) is None:
            break
        with connect.imap_session(account) as session:
            told = _tell_all(session, account, told, lease)
    return told


def _tell_all(session: ImapSession, account: EmailAccount, told: Told, lease: Lease) -> Told:
    """Until nothing is left, or the connection breaks."""
    while group := _next(account, told):
        go_on_or_stop()
        lease.go_on()
        of_group = tell(session, group, lease)
        told |= of_group
        if of_group.broke:
            break
    return told


def _next(account: EmailAccount, told: Told) -> Group | None:
    free = ready(account.pk).exclude(message__in=told.waits)
    actions = list(free.select_related("message", "mailbox", "target")[:AT_A_TIME])
    return next_group(actions, places_of(actions))


def _waiting(account: EmailAccount) -> PendingActionQuerySet:
    return PendingAction.objects.waiting().filter(account=account)


def _forget_gone(account: EmailAccount, lease: Lease) -> None:
    """There is nothing to be told of a message that the server has no longer, nor of one whose
    folder it has no longer."""
    gone = _waiting(account).exclude(kind=ActionKind.ERASE)
    gone = gone.filter(message__gone_at__lt=timezone.now() - GONE_FOR)
    homeless = _waiting(account).filter(mailbox=None, message__isnull=False).leaving()
    if not (gone.exists() or homeless.exists()):
        return
    with transaction.atomic():
        lease.renew()
        gone.delete()
        homeless.delete()
