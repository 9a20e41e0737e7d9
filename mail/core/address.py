"""Email addresses: strict when we send, forgiving when we show.

Source: RFC 5322 §3.4.1 (addr-spec), RFC 5891 (A-labels), RFC 5321 §4.5.3.1 (lengths).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import idna

from mail.core.errors import Code, MailError

ADDRESS_LIMIT = 254
LOCAL_PART_LIMIT = 64

_ATEXT = r"[^\s\x00-\x20\x7f()<>\[\]:;@\\,\".]+"
_DOT_ATOM = re.compile(rf"{_ATEXT}(?:\.{_ATEXT})*\Z")
_INVISIBLE = dict.fromkeys(map(ord, "\u00a0\u200b\u200c\u200d\u2060\ufeff"))


@dataclass(frozen=True, slots=True)
class Address:
    """A mailbox as a header shows it: a display name, perhaps empty, and an addr-spec."""

    name: str
    address: str

    def __str__(self) -> str:
        return f"{self.name} <{self.address}>" if self.name else self.address


def parse_addr_spec(text: str) -> str:
    """The addr-spec in *text* with its domain as an A-label in lower case.

    The local part keeps its case. Raises MailError(ADDRESS_INVALID).
    """
    # A line break inside an address is an attack on a header, not a slip of the finger.
    if "\r" in text or "\n" in text:
        raise MailError(Code.ADDRESS_INVALID, subject=text)
    local, at, domain = text.translate(_INVISIBLE).strip().rpartition("@")
    if not at or len(local) > LOCAL_PART_LIMIT or not _DOT_ATOM.match(local):
        raise MailError(Code.ADDRESS_INVALID, subject=text)
    spec = f"{local}@{a_label(domain)}"
    if len(spec) > ADDRESS_LIMIT:
        raise MailError(Code.ADDRESS_INVALID, subject=text)
    return spec


def a_label(domain: str) -> str:
    """*domain* as ASCII in lower case (UTS 46). Raises MailError(ADDRESS_INVALID)."""
    try:
        ascii_domain = idna.encode(domain, uts46=True, std3_rules=True).decode("ascii").lower()
    except (idna.IDNAError, UnicodeError):
        raise MailError(Code.ADDRESS_INVALID, subject=domain) from None
    if "." not in ascii_domain or ascii_domain.replace(".", "").isdecimal():
        raise MailError(Code.ADDRESS_INVALID, subject=domain)
    return ascii_domain


def domain_of(addr_spec: str) -> str:
    return addr_spec.rpartition("@")[2]


def address_key(text: str) -> str:
    """What two spellings of one address share; never fails, so that any header can be looked up.

    Trimmed, the domain as an A-label in lower case, the local part without regard to case.
    """
    try:
        return parse_addr_spec(text).casefold()
    except MailError:
        return text.strip().casefold()[:ADDRESS_LIMIT]


def same_address(one: str, other: str) -> bool:
    return address_key(one) == address_key(other)
