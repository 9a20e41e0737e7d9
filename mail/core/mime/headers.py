"""From a header block to the values of a message list and a reply."""

from __future__ import annotations

import re

from mail.core.address import Address
from mail.core.mime.addresses import parse_addresses
from mail.core.mime.caps import MESSAGE_ID_LIMIT, REFERENCES_LIMIT
from mail.core.mime.charset import decode_header
from mail.core.mime.dates import parse_date
from mail.core.mime.defects import Defect
from mail.core.mime.fields import Fields, parse_fields
from mail.core.mime.message import Headers

_BRACKETED = re.compile(r"<([^<>]*)>")


def parse_headers(block: bytes) -> Headers:
    """The fields of *block*, decoded; ids without their angle brackets. Nothing is raised.

    The first field of a name counts; recipients of repeated fields are joined.
    """
    fields = parse_fields(block)
    defects = list(fields.defects)
    date = parse_date(fields.first(b"date"))
    if date is None and fields.first(b"date"):
        defects.append(Defect.DATE_INVALID)
    from_, reply_to = _addresses(fields, b"from")[0], _addresses(fields, b"reply-to")[0]
    to, to_left = _addresses(fields, b"to")
    cc, cc_left = _addresses(fields, b"cc")
    bcc, bcc_left = _addresses(fields, b"bcc")
    left_out = to_left + cc_left + bcc_left
    if left_out:
        defects.append(Defect.TOO_MANY_ADDRESSES)
    return Headers(
        subject=decode_header(fields.first(b"subject")),
        from_=from_,
        reply_to=reply_to,
        to=to,
        cc=cc,
        bcc=bcc,
        date=date,
        message_id=_first_id(fields, b"message-id"),
        in_reply_to=_first_id(fields, b"in-reply-to"),
        references=capped_references(message_ids(fields.first(b"references"))),
        recipients_left_out=left_out,
        defects=tuple(defects),
    )


def _addresses(fields: Fields, name: bytes) -> tuple[tuple[Address, ...], int]:
    return parse_addresses(fields.joined(name))


def _first_id(fields: Fields, name: bytes) -> str:
    return next(iter(message_ids(fields.first(name))), "")


def message_ids(value: bytes) -> tuple[str, ...]:
    """The ids in *value*, without angle brackets and blanks, each once, in order.

    Without any brackets, words that hold an ``@`` count (RFC 5322 §4.5.4 let phrases in).
    """
    text = decode_header(value)
    found = _BRACKETED.findall(text) or [word for word in text.split() if "@" in word]
    ids = ("".join(word.strip("<>").split())[:MESSAGE_ID_LIMIT] for word in found)
    return tuple(dict.fromkeys(filter(None, ids)))


def capped_references(ids: tuple[str, ...]) -> tuple[str, ...]:
    """At most REFERENCES_LIMIT of *ids*: the first, which names the thread, and the latest."""
    if len(ids) <= REFERENCES_LIMIT:
        return ids
    return (ids[0], *ids[1 - REFERENCES_LIMIT :])
