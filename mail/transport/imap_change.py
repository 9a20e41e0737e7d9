"""Commands that change messages and folders. Each says what it found, and raises MailError.

A refusal has a code of its own kind here (:mod:`mail.core.imap.change_reply`), because a right
that is missing for a folder must not stop the account.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from mail.core.imap.change_reply import change_problem
from mail.core.imap.copied import Copied, read_copied
from mail.core.imap.ranges import sequence_sets
from mail.core.imap.special_use import SpecialUse
from mail.transport.imap_connection import ImapConnection, mailbox_argument
from mail.transport.imap_list import uses_subscriptions
from mail.transport.imap_subscribe import subscribe_if_possible

_COPYUID = re.compile(rb"\[COPYUID ([^\]]*)\]", re.IGNORECASE)
_STATUS = re.compile(rb"\b(MESSAGES|UIDNEXT) (\d{1,18})", re.IGNORECASE)

_CREATABLE = {
    SpecialUse.ARCHIVE: "\\Archive",
    SpecialUse.JUNK: "\\Junk",
    SpecialUse.TRASH: "\\Trash",
}


def move(connection: ImapConnection, uids: Sequence[int], target: str) -> Copied:
    """UID MOVE (RFC 6851), which the server must offer. A uid that is gone is passed over."""
    return _transfer(connection, "MOVE", uids, target)


def copy(connection: ImapConnection, uids: Sequence[int], target: str) -> Copied:
    return _transfer(connection, "COPY", uids, target)


def expunge(connection: ImapConnection, uids: Sequence[int]) -> bool:
    """Remove those of *uids* that are marked as deleted; False without UIDPLUS.

    Never a plain EXPUNGE: it would take with it what somebody else marked.
    """
    if not connection.offers("UIDPLUS"):
        return False
    for sequence_set in sequence_sets(uids):
        _run(connection, "UID", "EXPUNGE", sequence_set)
    return True


def store(
    connection: ImapConnection,
    uids: Sequence[int],
    *,
    add: Sequence[str] = (),
    remove: Sequence[str] = (),
) -> None:
    """Set and clear flags, given as they are written on the wire."""
    for sign, flags in (("+", add), ("-", remove)):
        for sequence_set in sequence_sets(uids) if flags else ():
            item = f"{sign}FLAGS.SILENT ({' '.join(flags)})"
            _run(connection, "UID", "STORE", sequence_set, item)


def status(connection: ImapConnection, name: str) -> tuple[int, int]:
    """(messages, UIDNEXT) of a mailbox that is not selected; 0 for what is not told."""
    _run(connection, "STATUS", mailbox_argument(name), "(MESSAGES UIDNEXT)")
    lines = b" ".join(line for line in connection.told("STATUS") if isinstance(line, bytes))
    told = {word.upper(): int(number) for word, number in _STATUS.findall(lines)}
    return told.get(b"MESSAGES", 0), told.get(b"UIDNEXT", 0)


def create(connection: ImapConnection, name: str, use: SpecialUse | None = None) -> None:
    """CREATE and, where subscriptions are used, SUBSCRIBE; with a special use where the server
    takes one (RFC 6154 §3)."""
    attribute = _CREATABLE.get(use) if use and connection.offers("CREATE-SPECIAL-USE") else None
    extra = [f"(USE ({attribute}))"] if attribute else []
    _run(connection, "CREATE", mailbox_argument(name), *extra)
    if uses_subscriptions(connection):
        subscribe_if_possible(connection, name, wanted=True)


def rename(connection: ImapConnection, name: str, new_name: str) -> None:
    """RENAME; what lies below *name* goes along (RFC 9051 §6.3.6), subscriptions do not."""
    _run(connection, "RENAME", mailbox_argument(name), mailbox_argument(new_name))
    if uses_subscriptions(connection):
        subscribe_if_possible(connection, new_name, wanted=True)
        subscribe_if_possible(connection, name, wanted=False)


def delete(connection: ImapConnection, name: str) -> None:
    _run(connection, "DELETE", mailbox_argument(name))
    subscribe_if_possible(connection, name, wanted=False)


def exists(connection: ImapConnection, name: str) -> bool:
    """Whether the server lists a mailbox of exactly this *name*, which holds no wildcard."""
    _run(connection, "LIST", '""', mailbox_argument(name))
    return any(b"\\nonexistent" not in _words(piece).lower() for piece in connection.told("LIST"))


def _transfer(connection: ImapConnection, command: str, uids: Sequence[int], target: str) -> Copied:
    told: list[bytes] = []
    for sequence_set in sequence_sets(uids):
        said = _run(connection, "UID", command, sequence_set, mailbox_argument(target))
        # MOVE tells before its answer, COPY in it.
        told += [line for line in connection.told("COPYUID") if isinstance(line, bytes)]
        told += _COPYUID.findall(said)
    return read_copied(told, uids)


def _run(connection: ImapConnection, name: str, *arguments: str | bytes) -> bytes:
    return connection.run(name, *arguments, classify=change_problem)


def _words(piece: bytes | tuple[bytes, bytes]) -> bytes:
    return piece if isinstance(piece, bytes) else b" ".join(piece)
