"""Moving a group of messages on the server, so that doing it again makes no second copy.

Before the first command the target's UIDNEXT is noted with the action: whatever an earlier
worker may have put there has a uid from that number on, and the same content.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from mail.core.errors import Code, MailError
from mail.core.imap.change_reply import REFUSED
from mail.models import Mailbox, PendingAction
from mail.models.pending_action import ActionKind
from mail.services.actions.groups import Group
from mail.services.actions.looking import Found, found_in
from mail.services.leases import Lease
from mail.transport import imap_change
from mail.transport.imap_session import ImapSession

KEYWORDS = {
    ActionKind.JUNK: {"add": ("$Junk",), "remove": ("$NotJunk",)},
    ActionKind.NOT_JUNK: {"add": ("$NotJunk",), "remove": ("$Junk",)},
}
"""What other programs and filters learn from (the IANA registry of IMAP keywords)."""


def move_together(session: ImapSession, group: Group, source: Mailbox, lease: Lease) -> Found:
    """Where the messages of *group* are now, as far as the server tells or a look finds out.

    *source* is selected. Raises MailError.
    """
    target = group.actions[0].target
    if target is None:  # it was removed here meanwhile
        raise MailError(Code.MAILBOX_MISSING, subject=group.actions[0].name)
    _note_uidnext(session, group.actions, target, lease)
    _mark(session, group)
    if session.connection.offers("MOVE"):
        found = _moved(session, group, target)
    else:
        found = _copied(session, group, source, target)
    missing = [action for action in group.actions if action.pk not in found.uids]
    return found | found_in(session, target, missing) if missing else found


def _note_uidnext(
    session: ImapSession, actions: Sequence[PendingAction], target: Mailbox, lease: Lease
) -> None:
    fresh = [action for action in actions if not action.copies_from]
    if not fresh:
        return
    _messages, uidnext = _status_of(session, target)
    with transaction.atomic():
        lease.renew()
        rows = PendingAction.objects.filter(pk__in=[action.pk for action in fresh])
        rows.update(copies_from=uidnext)
    for action in fresh:
        action.copies_from = uidnext


def _status_of(session: ImapSession, target: Mailbox) -> tuple[int, int]:
    """A folder that is gone is made again: somebody wants to keep mail in it."""
    try:
        return imap_change.status(session.connection, target.name)
    except MailError as problem:
        if problem.code not in {Code.MAILBOX_MISSING, Code.COMMAND_REFUSED}:
            raise
        if imap_change.exists(session.connection, target.name):
            raise
    try:
        imap_change.create(session.connection, target.name, target.use)
    except MailError as problem:
        if problem.code not in REFUSED:
            raise
        raise MailError(Code.MAILBOX_MISSING, problem.server_said, subject=target.name) from None
    return imap_change.status(session.connection, target.name)


def _mark(session: ImapSession, group: Group) -> None:
    """A help to filters; where it is refused the message is moved all the same."""
    keywords = KEYWORDS.get(group.kind)
    if keywords is None:
        return
    try:
        session.store_flags(_uids(group, group.actions), **keywords)
    except MailError as problem:
        if problem.code not in REFUSED:
            raise


def _moved(session: ImapSession, group: Group, target: Mailbox) -> Found:
    copied = imap_change.move(session.connection, _uids(group, group.actions), target.name)
    return Found.told(copied, group.uids)


def _copied(session: ImapSession, group: Group, source: Mailbox, target: Mailbox) -> Found:
    """COPY, mark, remove. What an earlier worker had copied is not copied again."""
    again = [action for action in group.actions if action.attempts > 1]
    found = found_in(session, target, again) if again else Found()
    if again:
        session.select(source.name, readonly=False)
    left = [action for action in group.actions if action.pk not in found.uids]
    if left:
        copied = imap_change.copy(session.connection, _uids(group, left), target.name)
        found |= Found.told(copied, group.uids)
    try:
        session.store_flags(_uids(group, group.actions), add=("\\Deleted",))
    except MailError as problem:
        if problem.code not in REFUSED:
            raise
        _remove_copies(session, target, group, found)
        raise MailError(Code.NO_RIGHTS, problem.server_said, subject=source.name) from None
    imap_change.expunge(session.connection, _uids(group, group.actions))
    return found


def _remove_copies(session: ImapSession, target: Mailbox, group: Group, found: Found) -> None:
    """The originals may not be removed, so their copies go again, as far as that is allowed."""
    missing = [action for action in group.actions if action.pk not in found.uids]
    found |= found_in(session, target, missing)
    try:
        session.select(target.name, readonly=False)
        session.store_flags(list(found.uids.values()), add=("\\Deleted",))
        imap_change.expunge(session.connection, list(found.uids.values()))
    except MailError as problem:
        if problem.code not in REFUSED:
            raise


def _uids(group: Group, actions: Sequence[PendingAction]) -> list[int]:
    return [group.uids[action.pk] for action in actions]
