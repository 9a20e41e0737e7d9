"""Making, renaming and removing a folder on the server. Done before counts as done."""

from __future__ import annotations

from django.db import transaction

from mail.core.errors import Code, MailError
from mail.core.imap.change_reply import REFUSED
from mail.models import Mailbox, Message, PendingAction
from mail.models.event_sequence import EventName
from mail.models.pending_action import ActionKind
from mail.services import events
from mail.services.leases import Lease
from mail.transport import imap_change
from mail.transport.imap_connection import ImapConnection
from mail.transport.imap_session import ImapSession


def tell_of_folder(session: ImapSession, action: PendingAction, lease: Lease) -> None:
    """Raises MailError when the server refuses and nothing shows that it is done already."""
    connection = session.connection
    if session.selection and action.old_name:
        # Not from inside: the folder that is open may not go, or the server hangs up (pymap 0.36).
        session.select("INBOX")
    try:
        _TELL[ActionKind(action.kind)](connection, action)
    except MailError as problem:
        if problem.code not in REFUSED or not _is_done(connection, action, problem):
            raise
    _settle(action, lease)


def _create(connection: ImapConnection, action: PendingAction) -> None:
    imap_change.create(connection, action.name, action.mailbox.use if action.mailbox else None)


def _rename(connection: ImapConnection, action: PendingAction) -> None:
    imap_change.rename(connection, action.old_name, action.name)


def _remove(connection: ImapConnection, action: PendingAction) -> None:
    """Only what is empty there as well: mail may have arrived since the person looked."""
    messages, _uidnext = imap_change.status(connection, action.old_name)
    if messages:
        raise MailError(Code.MAILBOX_NOT_EMPTY, subject=action.old_name)
    imap_change.delete(connection, action.old_name)


_TELL = {
    ActionKind.CREATE: _create,
    ActionKind.RENAME: _rename,
    ActionKind.REMOVE: _remove,
}


def _is_done(connection: ImapConnection, action: PendingAction, problem: MailError) -> bool:
    """A worker before us may have been killed after the command."""
    if problem.code is Code.MAILBOX_NOT_EMPTY:
        return False
    if action.kind == ActionKind.REMOVE:
        return not imap_change.exists(connection, action.old_name)
    if not imap_change.exists(connection, action.name):
        return False
    return action.kind == ActionKind.CREATE or not imap_change.exists(connection, action.old_name)


def _settle(action: PendingAction, lease: Lease) -> None:
    with transaction.atomic():
        lease.renew()
        PendingAction.objects.filter(pk=action.pk).delete()
        if action.kind == ActionKind.REMOVE and action.mailbox_id:
            _let_go(action.mailbox_id)
        events.publish(action.account.user_id, EventName.MAIL)


def _let_go(mailbox_id: int) -> None:
    """The row, unless something is shown in it: then it is the next synchronisation's matter."""
    if not Message.objects.filter(mailbox=mailbox_id).exists():
        Mailbox.objects.filter(pk=mailbox_id).delete()
