"""The mailboxes of an account: LIST, with special use and subscriptions where offered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from mail.core.imap.mailbox import ListedMailbox
from mail.core.imap.response import Item, Unreadable, read_items, split_records
from mail.core.imap.special_use import special_uses
from mail.transport.imap_connection import ImapConnection, mailbox_name

MAILBOXES_LIMIT = 5_000
"""More than any person keeps; a server with more is broken or hostile."""

NAME_LIMIT = 1_000

_CLOSED = frozenset({b"\\noselect", b"\\nonexistent"})


class _Line(NamedTuple):
    name: str
    delimiter: str
    attributes: frozenset[bytes]
    is_writable: bool


def list_mailboxes(connection: ImapConnection) -> list[ListedMailbox]:
    """INBOX first, then in the server's order. A name that we could not write back is listed
    as not selectable. Raises MailError."""
    extended = connection.offers("LIST-EXTENDED")
    options = ["SUBSCRIBED", *(["SPECIAL-USE"] if connection.offers("SPECIAL-USE") else [])]
    returned = [f"RETURN ({' '.join(options)})"] if extended else []
    connection.run("LIST", '""', '"*"', *returned)
    lines = {line.name: line for line in _lines(connection)}
    ordered = sorted(lines.values(), key=lambda line: line.name.upper() != "INBOX")
    ordered = ordered[:MAILBOXES_LIMIT]
    uses = special_uses((line.name, line.delimiter, line.attributes) for line in ordered)
    return [
        ListedMailbox(
            name=line.name,
            delimiter=line.delimiter,
            special_use=uses.get(line.name),
            selectable=line.is_writable and not line.attributes & _CLOSED,
            subscribed=not extended or b"\\subscribed" in line.attributes,
        )
        for line in ordered
    ]


def _lines(connection: ImapConnection) -> Iterator[_Line]:
    for pieces in split_records(connection.told("LIST")):
        try:
            items = read_items(pieces)
        except Unreadable:
            continue
        match items:
            case tuple() as attributes, bytes() | None as delimiter, bytes() | int() as name, *_:
                yield _line(
                    attributes, delimiter or b"", b"%d" % name if isinstance(name, int) else name
                )


def _line(attributes: tuple[Item, ...], delimiter: bytes, octets: bytes) -> _Line:
    name = mailbox_name(octets)
    is_writable = name is not None and len(name) <= NAME_LIMIT
    shown = name if name is not None else octets.decode("utf-8", "replace")
    return _Line(
        shown[:NAME_LIMIT],
        delimiter.decode("ascii", "replace")[:1],
        frozenset(item.lower() for item in attributes if isinstance(item, bytes)),
        is_writable,
    )
