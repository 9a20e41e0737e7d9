"""A folder that another program gave another name, on a server without MAILBOXID (RFC 8474)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mail.core.errors import Code, MailError
from mail.core.imap.mailbox import ListedMailbox
from mail.core.sync.folders import HeldFolder, Mark, is_same, may_be
from mail.models import Message
from mail.transport.imap_session import ImapSession

LOOKED_AT = 20
"""Messages by which a folder is known again, the newest: a rename leaves all of them in place."""


def renamed(
    session: ImapSession,
    held: Sequence[HeldFolder],
    listed: Mapping[str, ListedMailbox],
    known: Mapping[str, HeldFolder],
) -> dict[str, HeldFolder]:
    """The folders of *held* that are missing and are now called as one of *listed* that is new."""
    there = {folder.key for folder in known.values()}
    missing = [folder for folder in held if folder.key not in there]
    found: dict[str, HeldFolder] = {}
    for name, item in listed.items():
        if missing and name not in known and item.selectable and not item.is_view:
            folder = _known_again(session, item, missing)
            if folder is not None:
                found[name] = folder
                missing.remove(folder)
    return found


def _known_again(
    session: ImapSession, item: ListedMailbox, missing: Sequence[HeldFolder]
) -> HeldFolder | None:
    if item.status and not may_be(missing, item.status.uidvalidity):
        return None
    try:
        uidvalidity = session.select(item.name).uidvalidity
    except MailError as problem:
        if problem.code not in {Code.MAILBOX_MISSING, Code.COMMAND_REFUSED}:
            raise
        return None
    for folder in may_be(missing, uidvalidity):
        marks = _marks(folder)
        if marks and is_same(marks, session.fetch_marks(sorted(marks))):
            return folder
    return None


def _marks(folder: HeldFolder) -> dict[int, Mark]:
    rows = Message.objects.filter(mailbox_id=folder.key, uidvalidity=folder.uidvalidity)
    newest = rows.order_by("-uid").values_list("uid", "size_bytes", "internaldate")[:LOOKED_AT]
    return {uid: (size_bytes, internaldate) for uid, size_bytes, internaldate in newest}
