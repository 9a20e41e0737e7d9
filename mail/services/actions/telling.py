"""One group of equal actions, told to the server; what it refuses is put back."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db import transaction
from django.db.models import F

from mail.core.errors import Code, MailError
from mail.core.imap.change_reply import OF_THE_FOLDER, REFUSED
from mail.core.sync.backoff import is_of_the_account
from mail.models import Mailbox, PendingAction
from mail.models.event_sequence import EventName
from mail.models.pending_action import FLAG_EFFECTS, OF_FOLDERS, ActionKind, ActionState
from mail.services import events
from mail.services.actions import settling
from mail.services.actions.failing import note_failure
from mail.services.actions.groups import Group
from mail.services.actions.putting_back import put_back
from mail.services.actions.telling_folders import tell_of_folder
from mail.services.actions.transfer import move_together
from mail.services.leases import ENDS_THE_WORK, Lease
from mail.transport import imap_change
from mail.transport.imap_session import ImapSession

log = logging.getLogger(__name__)

_OF_ALL = OF_THE_FOLDER | {Code.MAILBOX_FULL}
"""Refusals that the halves of a group would get as well."""


@dataclass(frozen=True, slots=True)
class Told:
    """``waits`` are messages that a synchronisation has to find first; ``broke`` of one group that
    the connection is of no use after it."""

    waits: frozenset[int] = frozenset()
    asks_for_sync: bool = False
    broke: bool = False

    def __or__(self, other: Told) -> Told:
        return Told(self.waits | other.waits, self.asks_for_sync or other.asks_for_sync)


def tell(session: ImapSession, group: Group, lease: Lease) -> Told:
    """What may pass by itself is noted on the actions. Raises MailError when the server does not
    want the account, LeaseLost, Stopping and what the database raises."""
    begun = _begin(group, lease)
    if not begun.actions:
        return Told()
    try:
        told = _tell(session, begun, lease)
    except MailError as problem:
        if is_of_the_account(problem):
            raise
        note_failure(begun.actions, problem, lease)
        return Told(broke=problem.code is not Code.BUSY)
    except ENDS_THE_WORK:
        raise
    except Exception:
        # A fault of ours: it is told to the person like any other, and holds up nothing else.
        log.exception("tell account=%s kind=%s", begun.actions[0].account_id, group.kind)
        note_failure(begun.actions, MailError(Code.INTERNAL), lease)
        return Told(broke=True)
    if any(action.is_late for action in begun.actions):
        events.publish(begun.actions[0].account.user_id, EventName.MAIL)  # pages say that it waits
    return told


def _begin(group: Group, lease: Lease) -> Group:
    """From here on nobody takes it back; what was taken back just now is left out."""
    pks = [action.pk for action in group.actions]
    with transaction.atomic():
        lease.renew()
        rows = PendingAction.objects.waiting().filter(pk__in=pks)
        rows.update(state=ActionState.BEGUN, attempts=F("attempts") + 1)
        left = set(rows.values_list("pk", flat=True))
    for action in group.actions:
        action.attempts += 1
    return replace(group, actions=tuple(a for a in group.actions if a.pk in left))


def _tell(session: ImapSession, group: Group, lease: Lease) -> Told:
    try:
        return _perform(session, group, lease)
    except MailError as problem:
        if problem.code not in REFUSED:
            raise
        if len(group.actions) == 1 or problem.code in _OF_ALL:
            put_back(group.actions, problem, lease)
            return Told(asks_for_sync=group.kind in OF_FOLDERS)
    # One message that the server does not want must not keep the others from it.
    middle = len(group.actions) // 2
    halves = (group.actions[:middle], group.actions[middle:])
    first, second = (_tell(session, replace(group, actions=half), lease) for half in halves)
    return first | second


def _perform(session: ImapSession, group: Group, lease: Lease) -> Told:
    if group.kind in OF_FOLDERS:
        tell_of_folder(session, group.actions[0], lease)
        return Told(asks_for_sync=True)
    mailbox = _opened(session, group)
    if mailbox is None:
        messages = [action.message_id for action in group.actions]
        return Told(frozenset(pk for pk in messages if pk is not None), asks_for_sync=True)
    if group.kind in FLAG_EFFECTS:
        _store(session, group)
        settling.forget(group.actions, lease)
    elif group.kind is ActionKind.ERASE:
        _erase(session, group)
        settling.forget(group.actions, lease)
    else:
        found = move_together(session, group, mailbox, lease)
        return Told(asks_for_sync=settling.place(group.actions, found, lease))
    return Told()


def _opened(session: ImapSession, group: Group) -> Mailbox | None:
    """The group's folder, selected for changes; None when a synchronisation has to look first,
    because the folder is gone or its numbers mean other messages now (RFC 9051 §2.3.1.1)."""
    assert group.place is not None
    mailbox = Mailbox.objects.filter(pk=group.place.mailbox_id).first()
    if mailbox is None:
        return None
    try:
        selected = session.select(mailbox.name, readonly=False)
    except MailError as problem:
        if problem.code is Code.MAILBOX_MISSING:
            return None
        raise
    if selected.uidvalidity != group.place.uidvalidity:
        return None
    if session.is_read_only:
        raise MailError(Code.NO_RIGHTS, subject=mailbox.name)
    return mailbox


def _store(session: ImapSession, group: Group) -> None:
    effect = FLAG_EFFECTS[group.kind]
    change_to = {"add": (effect.flag,)} if effect.value else {"remove": (effect.flag,)}
    session.store_flags(_uids(group), **change_to)


def _erase(session: ImapSession, group: Group) -> None:
    """Without UIDPLUS it stays on the server, marked: a plain EXPUNGE would take more with it."""
    session.store_flags(_uids(group), add=("\\Deleted",))
    imap_change.expunge(session.connection, _uids(group))


def _uids(group: Group) -> Sequence[int]:
    return [group.uids[action.pk] for action in group.actions]
