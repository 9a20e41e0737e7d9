"""The mailboxes of an account: LIST, with special use, subscriptions and counts where offered."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from mail.core.imap.mailbox import LEFT_OUT, ListedMailbox, Selected
from mail.core.imap.response import Item, Piece, Unreadable, read_items, split_records
from mail.core.imap.special_use import special_uses
from mail.core.printable import printable
from mail.transport.imap_connection import ImapConnection, mailbox_name

MAILBOXES_LIMIT = 5_000
"""More than any person keeps; a server with more is broken or hostile."""

NAME_LIMIT = 1_000
ID_LIMIT = 255  # RFC 8474 §4.3

_CLOSED = frozenset({b"\\noselect", b"\\nonexistent"})
_VIEWS = frozenset({b"\\flagged", b"\\important"})
_NUMBER = re.compile(rb'(?:\A|(?:NIL|") )(\d+)(?= |\Z)', re.IGNORECASE)
"""A name of digits that is no string, in what STATUS and LIST say."""

_COUNTS = "MESSAGES UIDNEXT UIDVALIDITY HIGHESTMODSEQ"


class _Line(NamedTuple):
    name: str
    delimiter: str
    attributes: frozenset[bytes]


class _Status(NamedTuple):
    counts: Selected | None
    mailbox_id: str


def list_mailboxes(connection: ImapConnection) -> list[ListedMailbox]:
    """INBOX first, then in the server's order; last one LEFT_OUT for each that cannot be held.
    Raises MailError."""
    connection.run("LIST", '""', '"*"', *_returned(connection))
    told = list(_lines(connection, "LIST"))
    lines = {line.name: line for line in told if line is not None}
    statuses = dict(_statuses(connection))
    subscribed = _subscribed(connection, lines)
    ordered = sorted(lines.values(), key=lambda line: not is_inbox(line.name))
    left_out = told.count(None) + len(ordered[MAILBOXES_LIMIT:])
    ordered = ordered[:MAILBOXES_LIMIT]
    uses = special_uses((line.name, line.delimiter, line.attributes) for line in ordered)
    # Gmail's flagged and important mail lies in other mailboxes as well.
    views = _VIEWS if connection.offers("X-GM-EXT-1") else frozenset[bytes]()
    listed = [
        ListedMailbox(
            name=line.name,
            delimiter=line.delimiter,
            special_use=uses.get(line.name),
            selectable=not line.attributes & _CLOSED,
            subscribed=line.name in subscribed,
            mailbox_id=statuses[line.name].mailbox_id if line.name in statuses else "",
            status=statuses[line.name].counts if line.name in statuses else None,
            is_view=bool(line.attributes & views),
        )
        for line in ordered
    ]
    return listed + [LEFT_OUT] * left_out


def _returned(connection: ImapConnection) -> list[str]:
    """One command for everything (RFC 5258, RFC 5819)."""
    if not connection.offers("LIST-EXTENDED"):
        return []
    options = ["SUBSCRIBED"]
    if connection.offers("SPECIAL-USE"):
        options.append("SPECIAL-USE")
    # Without modification numbers the counts cannot say that nothing changed.
    if connection.offers("LIST-STATUS") and connection.offers("CONDSTORE"):
        extra = " MAILBOXID" if connection.offers("OBJECTID") else ""
        options.append(f"STATUS ({_COUNTS}{extra})")
    return [f"RETURN ({' '.join(options)})"]


def _subscribed(connection: ImapConnection, lines: dict[str, _Line]) -> set[str]:
    """Everything, where nobody has used subscriptions; INBOX in any case."""
    inbox = {name for name in lines if is_inbox(name)}
    if connection.offers("LIST-EXTENDED"):
        told = {name for name, line in lines.items() if b"\\subscribed" in line.attributes}
    else:
        told = subscribed_names(connection)
    return inbox | told if told - inbox else set(lines)


def subscribed_names(connection: ImapConnection) -> set[str]:
    """By LSUB (RFC 3501 §6.3.9), which every server knows or refuses."""
    connection.run_if_known("LSUB", '""', '"*"')
    return {line.name for line in _lines(connection, "LSUB") if line is not None}


def uses_subscriptions(connection: ImapConnection) -> bool:
    """Where nobody does, all mailboxes are shown, and the first subscription hides the others."""
    return any(not is_inbox(name) for name in subscribed_names(connection))


def is_inbox(name: str) -> bool:
    return name.upper() == "INBOX"


def _lines(connection: ImapConnection, kind: str) -> Iterator[_Line | None]:
    """None for each that is about a mailbox and does not say which in a way that can be used."""
    for pieces, items in _told(connection, kind):
        match items:
            case tuple() as attributes, bytes() | None as delimiter, bytes() | int() as name, *_:
                yield _line(attributes, delimiter or b"", _octets(name, pieces))
            case _:
                yield None


def _line(attributes: tuple[Item, ...], delimiter: bytes, octets: bytes) -> _Line | None:
    name = mailbox_name(octets)
    if name is None or len(name) > NAME_LIMIT:
        return None
    mark = delimiter.decode("ascii", "replace")[:1]
    return _Line(
        name,
        mark if mark.isascii() and mark.isprintable() else "",
        frozenset(item.lower() for item in attributes if isinstance(item, bytes)),
    )


def _statuses(connection: ImapConnection) -> Iterator[tuple[str, _Status]]:
    for pieces, items in _told(connection, "STATUS"):
        match items:
            case bytes() | int() as octets, tuple() as told if len(told) % 2 == 0:
                name = mailbox_name(_octets(octets, pieces))
                if name is not None:
                    yield name, _status(told)


def _status(told: tuple[Item, ...]) -> _Status:
    values = {
        name.upper(): value
        for name, value in zip(told[::2], told[1::2], strict=True)
        if isinstance(name, bytes)
    }
    match values.get(b"MAILBOXID"):
        case (bytes() | int() as value,):
            mailbox_id = printable(_octets(value).decode("ascii", "replace"))[:ID_LIMIT]
        case _:
            mailbox_id = ""
    return _Status(_counts(values), mailbox_id)


def _counts(values: dict[bytes, Item]) -> Selected | None:
    """None unless every number is there."""
    match [values.get(name.encode()) for name in _COUNTS.split()]:
        case [int() as exists, int() as uidnext, int() as uidvalidity, int() as highestmodseq]:
            return Selected(uidvalidity, uidnext, exists, highestmodseq or None)
    return None


def _told(
    connection: ImapConnection, kind: str
) -> Iterator[tuple[Sequence[Piece], tuple[Item, ...]]]:
    """What was told, one by one; nothing at all for what is outside the grammar."""
    for pieces in split_records(connection.told(kind)):
        try:
            yield pieces, read_items(pieces)
        except Unreadable:
            yield pieces, ()


def _octets(item: bytes | int, pieces: Sequence[Piece] = ()) -> bytes:
    """A mailbox may be called 2026, and another 02026."""
    if isinstance(item, bytes):
        return item
    written = _NUMBER.search(pieces[0]) if pieces and isinstance(pieces[0], bytes) else None
    return written[1] if written else b"%d" % item
