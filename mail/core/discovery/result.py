"""What looking for the servers of an address comes to."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from mail.core.endpoint import Login
from mail.core.errors import Code

UsernameRule = Literal["address", "local_part"]


class Source(StrEnum):
    """Where a candidate comes from, in order of precedence: an earlier one wins."""

    PRESET = "preset"
    PROVIDER_TABLE = "provider_table"
    PACC = "pacc"
    AUTOCONFIG = "autoconfig"
    WELL_KNOWN = "well_known"
    ISPDB = "ispdb"
    MX = "mx"
    MX_AUTOCONFIG = "mx_autoconfig"
    MX_ISPDB = "mx_ispdb"
    SRV = "srv"
    AUTODISCOVER = "autodiscover"
    MAILCONF = "mailconf"
    GATEWAY = "gateway"
    GUESS = "guess"

    @property
    def rank(self) -> int:
        return tuple(Source).index(self)


class Trust(StrEnum):
    """How sure we are that the domain's owner means these servers.

    A: said over a verified channel, or by a host of the domain itself. B: a forged DNS answer
    could only have led to another provider of our own closed list. C: the DNS said so, or a
    stranger did. D: something on the way was not encrypted.
    """

    A = "A"
    B = "B"
    C = "C"
    D = "D"

    @property
    def needs_confirmation(self) -> bool:
        """Whether a person must agree before a password goes to these servers."""
        return self in {Trust.C, Trust.D}


class Method(StrEnum):
    """What the provider wants to see at sign-in."""

    PASSWORD = "password"
    APP_PASSWORD = "app_password"
    OAUTH = "oauth"


class Outcome(StrEnum):
    """``refused``: no servers can be given for this address, and trying again will not help."""

    FOUND = "found"
    REFUSED = "refused"
    NOT_FOUND = "not_found"
    NETWORK_DOWN = "network_down"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A pair of servers that may be the right one. ``provider`` is a name to show, or empty."""

    imap: Login
    smtp: Login
    source: Source
    trust: Trust
    provider: str = ""
    method: Method = Method.PASSWORD
    hint_code: str = ""
    oauth_issuer: str = ""


@dataclass(frozen=True, slots=True)
class TrailEntry:
    """One thing that was tried: ``result`` is ``found``, ``nothing``, ``unfinished`` or a code."""

    source: Source
    target: str
    result: str
    ms: int


@dataclass(frozen=True, slots=True)
class Discovery:
    """``candidates`` are best first; ``code`` says why there is none.

    ``prefill`` is what to write into an empty form then: (IMAP, SMTP), names that resolve first.
    ``suggestion`` is another address that may have been meant.
    """

    address: str
    outcome: Outcome
    code: Code | None = None
    candidates: tuple[Candidate, ...] = ()
    prefill: tuple[Login, Login] | None = None
    trail: tuple[TrailEntry, ...] = ()
    seconds: float = 0.0
    provider: str = ""
    suggestion: str = ""


def username_for(rule: UsernameRule, address: str) -> str:
    return address if rule == "address" else address.rpartition("@")[0]
