"""The bytes of a message we send: plain text, CRLF, safe to hand to any server."""

from __future__ import annotations

import binascii
import re
from base64 import encodebytes
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime

from mail.core.address import Address, a_label
from mail.core.mime.caps import MESSAGE_ID_LIMIT
from mail.core.mime.header_writing import (
    LINE_TARGET,
    address_list,
    folded,
    refuse_controls,
    unstructured,
)

_LINE_LIMIT = 998
"""Characters of a line without its line break (RFC 5322 §2.1.1)."""

_MESSAGE_ID = re.compile(r"[^\s<>@]+@[^\s<>@]+\Z")
_TOKEN = re.compile(r"[A-Za-z0-9._-]{1,64}\Z")
_LINE_BREAK = re.compile(r"\r\n|\r|\n")
_BARE_LINE_BREAK = re.compile(rb"\r(?!\n)|(?<!\r)\n")
_NEEDS_ENCODING = re.compile(r"[^\t\n\r -~]|^From ", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Draft:
    """What the writer decided. Ids are without angle brackets."""

    from_: Address
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    bcc: tuple[Address, ...]
    subject: str
    text: str
    in_reply_to: str = ""
    references: tuple[str, ...] = ()


def make_message_id(random_hex: str, domain: str) -> str:
    """A message id without angle brackets. Raises ValueError and MailError(ADDRESS_INVALID)."""
    if not _TOKEN.match(random_hex):
        raise ValueError("the left side of a message id is letters and digits")
    return f"{random_hex}@{a_label(domain)}"


def compose(draft: Draft, *, message_id: str, date: datetime) -> bytes:
    """The message that *draft* asks for; its Bcc recipients are nowhere in it.

    Raises ValueError for control characters in a header, a wrong *message_id* and a *date* without
    a zone, MailError(ADDRESS_INVALID) for an address that cannot be written.
    """
    if date.tzinfo is None:
        raise ValueError("the date of a message needs a zone")
    for address in draft.bcc:  # not written, and still not accepted
        refuse_controls(address.name, address.address)
    encoding, body = _encoded_body(draft.text)
    header = [
        *_recipient_fields(draft),
        unstructured("Subject", draft.subject),
        f"Date: {format_datetime(date)}",
        *_id_fields(draft, message_id),
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        f"Content-Transfer-Encoding: {encoding}",
    ]
    return _checked("\r\n".join((*header, "", "")).encode("ascii") + body)


def _recipient_fields(draft: Draft) -> list[str]:
    fields = [address_list("From", [draft.from_])]
    if draft.to:
        fields.append(address_list("To", draft.to))
    if draft.cc:
        fields.append(address_list("Cc", draft.cc))
    if not (draft.to or draft.cc):
        fields.append("To: undisclosed-recipients:;")
    return fields


def _id_fields(draft: Draft, message_id: str) -> list[str]:
    refuse_controls(message_id, draft.in_reply_to, *draft.references)
    if not _writable(message_id):
        raise ValueError(f"{message_id!r} is not a message id")
    fields = [f"Message-ID: <{message_id}>"]
    if _writable(draft.in_reply_to):
        fields.append(f"In-Reply-To: <{draft.in_reply_to}>")
    # An id that other software made wrong is left out; it must not stop the answer.
    if references := [f" <{one}>" for one in draft.references if _writable(one)]:
        fields.append(folded("References", references))
    return fields


def _writable(message_id: str) -> bool:
    fits = message_id.isascii() and len(message_id) <= MESSAGE_ID_LIMIT
    return fits and _MESSAGE_ID.match(message_id) is not None


def _encoded_body(text: str) -> tuple[str, bytes]:
    """The shortest of 7bit, quoted-printable and base64 that carries *text* (RFC 2045 §6)."""
    lines = _LINE_BREAK.split(text.rstrip())
    data = ("\r\n".join(lines) + "\r\n").encode("utf-8", "replace")
    if all(len(line) <= LINE_TARGET for line in lines) and not _NEEDS_ENCODING.search(text):
        return "7bit", data
    printable = binascii.b2a_qp(data, istext=True).replace(b"\nFrom ", b"\n=46rom ")
    if printable.startswith(b"From "):
        printable = b"=46rom " + printable[5:]
    base64 = encodebytes(data).replace(b"\n", b"\r\n")
    if len(printable) <= len(base64):
        return "quoted-printable", printable
    return "base64", base64


def _checked(message: bytes) -> bytes:
    """*message*, unless a server could read it as two (SMTP smuggling): then ValueError."""
    if _BARE_LINE_BREAK.search(message):
        raise ValueError("a bare line break in a composed message")
    if any(len(line) > _LINE_LIMIT for line in message.split(b"\r\n")):
        raise ValueError("a line too long in a composed message")
    return message
