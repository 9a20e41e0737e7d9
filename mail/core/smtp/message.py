"""What a message and its envelope look like on the way to a submission server."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from mail.core.errors import Code, MailError

_BARE_LINE_END = re.compile(rb"\r(?!\n)|(?<!\r)\n")
_LEADING_DOT = re.compile(rb"^\.", re.MULTILINE)
_UNSAFE_IN_ADDRESS = re.compile(r"[\x00-\x20\x7f<>]")


def check_message(raw: bytes, sender: str, recipients: Sequence[str]) -> None:
    """Raises ValueError for a bare CR or LF in *raw* (servers that take one for the end of a line
    can be made to see a second message) and for nobody to send to, MailError(ADDRESS_INVALID) for
    an address that could say more than an address."""
    if _BARE_LINE_END.search(raw):
        raise ValueError("the message holds a bare CR or LF")
    if not recipients:
        raise ValueError("there is no recipient")
    for address in (sender, *recipients):
        if not address or _UNSAFE_IN_ADDRESS.search(address):
            raise MailError(Code.ADDRESS_INVALID, subject=address)


def mail_parameters(
    offered: Mapping[str, str], raw: bytes, sender: str, recipients: Sequence[str]
) -> list[str]:
    """The parameters of MAIL for a server with these extensions (RFC 1870, 6152, 6531).

    Raises MailError for a message or an address that it cannot take.
    """
    parameters = []
    if "size" in offered:
        limit = offered["size"]
        if limit.isdecimal() and 0 < int(limit) < len(raw):
            raise MailError(Code.MESSAGE_REFUSED, f"SIZE {limit}")
        parameters.append(f"SIZE={len(raw)}")
    if not raw.isascii() and "8bitmime" in offered:
        parameters.append("BODY=8BITMIME")
    beyond_ascii = [address for address in (sender, *recipients) if not address.isascii()]
    if beyond_ascii and "smtputf8" not in offered:
        code = Code.RECIPIENTS_REFUSED if sender.isascii() else Code.SENDER_REFUSED
        raise MailError(code, subject=beyond_ascii[0])
    return [*parameters, "SMTPUTF8"] if beyond_ascii else parameters


def data_octets(raw: bytes) -> bytes:
    """*raw* as it follows DATA, with the dot that ends it (RFC 5321 §4.5.2)."""
    end = b".\r\n" if raw.endswith(b"\r\n") else b"\r\n.\r\n"
    return _LEADING_DOT.sub(b"..", raw) + end
