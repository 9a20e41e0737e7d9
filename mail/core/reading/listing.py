"""What the list shows of a message, from its header and its server's description."""

from __future__ import annotations

from typing import NamedTuple

from mail.core.address import Address
from mail.core.html.text import snippet
from mail.core.mime.assemble import text_above
from mail.core.mime.headers import parse_headers
from mail.core.mime.message import Headers, Part, Structure
from mail.core.mime.structure import from_server
from mail.core.reading.plain import dump_headers, dump_structure

INDEXABLE_BYTES = 998
"""RFC 5322 allows no longer line; PostgreSQL refuses a row whose indexed text is beyond 2,700."""


class Listing(NamedTuple):
    """The columns of a message and of its body that its header tells, cut to what they take.

    ``date`` is the sender's, in ISO 8601, or empty. ``is_readable``: there is text to be fetched.
    """

    message_id: str
    subject: str
    from_name: str
    from_address: str
    to_line: str
    date: str
    snippet: str
    has_attachments: bool
    is_readable: bool
    headers: dict[str, object]
    structure: dict[str, object]
    defects: tuple[str, ...]
    text: str


def read_listing(header: bytes, bodystructure: object, size_bytes: int) -> Listing:
    """*bodystructure* is nested tuples, as the server sent it; *size_bytes* is of the message."""
    headers = parse_headers(header)
    structure = from_server(bodystructure, size_bytes=size_bytes, header=header)
    above = text_above(header, structure)
    sender = headers.from_[0] if headers.from_ else Address("", "")
    return Listing(
        indexable(headers.message_id),
        headers.subject[:998],
        sender.name[:320],
        sender.address[:320],
        to_line(headers),
        headers.date.isoformat() if headers.date else "",
        snippet(above),
        has_attachments(structure),
        bool(structure.readable),
        dump_headers(headers),
        dump_structure(structure),
        tuple(dict.fromkeys(map(str, headers.defects + structure.defects))),
        above,
    )


def indexable(text: str) -> str:
    return text.encode()[:INDEXABLE_BYTES].decode("utf-8", "ignore")


def to_line(headers: Headers) -> str:
    return ", ".join(address.name or address.address for address in headers.to[:10])[:500]


def has_attachments(structure: Structure) -> bool:
    return any(_is_shown(part) for part in structure.attachments)


def _is_shown(part: Part) -> bool:
    return bool(part.filename) and not (part.content_id and part.content_type.startswith("image/"))
