"""A change that a person makes: the row at once, the server soon after.

The row and the :class:`PendingAction` are written in one transaction; ``replay`` tells the server
and forgets the action. Telling twice is harmless: every action states a result, not a step.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from itertools import groupby

from django.db import transaction

from accounts import connect
from accounts.database_time import from_now
from accounts.models import EmailAccount
from mail.core.endpoint import Service
from mail.core.errors import Code, MailError
from mail.core.sync.backoff import next_attempt_after
from mail.core.sync.not_now import NotNow
from mail.models import Mailbox, Message, PendingAction
from mail.models.event_sequence import EventName
from mail.models.lane import LaneName
from mail.models.pending_action import ActionKind
from mail.services import events
from mail.services.ingest import count_mailbox
from mail.services.lanes import make_due
from mail.services.leases import Lease, held
from mail.transport.imap_session import ImapSession

log = logging.getLogger(__name__)

WAIT_FOR_SYNC = timedelta(seconds=60)

# kind: (column, value, IMAP flag)
_EFFECT = {
    ActionKind.SEEN: ("seen", True, "\\Seen"),
    ActionKind.UNSEEN: ("seen", False, "\\Seen"),
    ActionKind.FLAG: ("flagged", True, "\\Flagged"),
    ActionKind.UNFLAG: ("flagged", False, "\\Flagged"),
    ActionKind.ANSWERED: ("answered", True, "\\Answered"),
}
_REFUSED = frozenset({Code.COMMAND_REFUSED, Code.MAILBOX_MISSING})
"""The server will say the same tomorrow; one such change must not hold up the others."""


def change(message: Message, kind: ActionKind) -> None:
    """Apply *kind* here and let the worker tell the server."""
    column, value, _flag = _EFFECT[kind]
    differs = Message.objects.filter(pk=message.pk).exclude(**{column: value})
    if not differs.exists():
        return
    with transaction.atomic():
        make_due(message.account_id, LaneName.INTERACTIVE)
        if not differs.update(**{column: value}):
            return
        setattr(message, column, value)
        PendingAction.objects.create(account_id=message.account_id, message=message, kind=kind)
        count_mailbox(message.mailbox)
        events.publish(message.account.user_id, EventName.MAIL)


def replay(account: EmailAccount, *, only_due: bool = False) -> None:
    """Tell the server what is pending, in order, under the interactive lease."""
    with held(account.pk, LaneName.INTERACTIVE, only_due=only_due) as lease:
        if lease is None:
            return
        account.refresh_from_db()
        try:
            is_all = _replay_all(account, lease)
        except NotNow:
            raise  # the lane comes back
        except MailError as problem:
            _put_off(account, lease, problem)
        else:
            lease.release(due_at=None if is_all else from_now(WAIT_FOR_SYNC))


def _put_off(account: EmailAccount, lease: Lease, problem: MailError) -> None:
    failures = lease.failures + 1
    wait = next_attempt_after(failures, problem.code)
    with transaction.atomic():
        due_at = from_now(wait) if wait is not None else None
        account.note_problem(Service.IMAP, problem)  # before the lane, as in an edit
        lease.release(due_at=due_at, failures=failures)


def _replay_all(account: EmailAccount, lease: Lease) -> bool:
    """Whether everything was told; else a synchronisation has to find the messages again first."""
    actions = list(
        PendingAction.objects.filter(account=account).select_related(
            "message__mailbox", "message__account"
        )
    )
    if not actions:
        return True
    told = [action.pk for action in actions]
    with connect.imap_session(account) as session:
        for mailbox, group in groupby(actions, key=lambda action: action.message.mailbox):
            _tell(session, mailbox, list(group), lease)
    is_all = not PendingAction.objects.filter(pk__in=told).exists()
    if not is_all:
        make_due(account.pk, LaneName.SYNC)
    return is_all


def _tell(
    session: ImapSession, mailbox: Mailbox, actions: list[PendingAction], lease: Lease
) -> None:
    while actions:
        try:
            _tell_in_order(session, mailbox, actions, lease)
        except MailError as problem:
            if problem.code not in _REFUSED:
                raise
            _take_back(actions.pop(0), problem, lease)


def _tell_in_order(
    session: ImapSession, mailbox: Mailbox, actions: list[PendingAction], lease: Lease
) -> None:
    """Takes from *actions* what the server knows now; the first one left is what it refused."""
    selected = session.select(mailbox.name, readonly=False)
    while actions:
        # Under another UIDVALIDITY the uid names another message (RFC 9051 §2.3.1.1): the change
        # waits until the message is found again.
        if actions[0].message.uidvalidity == selected.uidvalidity:
            _store(session, actions[0])
            with transaction.atomic():
                lease.renew()
                PendingAction.objects.filter(pk=actions[0].pk).delete()
        actions.pop(0)


def _store(session: ImapSession, action: PendingAction) -> None:
    _column, value, flag = _EFFECT[ActionKind(action.kind)]
    change_to = {"add": (flag,)} if value else {"remove": (flag,)}
    session.store_flags([action.message.uid], **change_to)


def _take_back(action: PendingAction, problem: MailError, lease: Lease) -> None:
    """The server refused: the row says again what the server says."""
    column, value, _flag = _EFFECT[ActionKind(action.kind)]
    message = action.message
    with transaction.atomic():
        lease.renew()
        action.delete()
        Message.objects.filter(pk=message.pk).update(**{column: not value})
        count_mailbox(message.mailbox)
        events.publish(message.account.user_id, EventName.MAIL)
    log.warning("refused change message=%s code=%s", message.pk, problem.code.value)
