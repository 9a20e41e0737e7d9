"""What providers allow, as dated data, and what we allow ourselves because of it.

A figure that a provider publishes has its source beside it. Where none was found the field holds
what we choose for everybody (:data:`UNKNOWN`), and ``unknown`` names it. What a server itself says
(TOO_MANY_CONNECTIONS, RATE_LIMITED) counts in any case, whatever stands here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from mail.core.sync.bucket import Pace

OURS = 3
"""Connections of ours to one account: idle, sync, interactive (``ConnectionSlot`` holds one of each
purpose). Every known server allows more."""

THEIRS = 2
"""Left to a telephone and a desktop program, where several people here share a mailbox."""

USUAL_PACE = Pace(per_minute=600, burst=60)
"""A thousand accounts of one company on its own server, each looked at every two minutes."""


@dataclass(frozen=True, slots=True)
class Source:
    says: str
    where: str
    looked_at: date


@dataclass(frozen=True, slots=True)
class Limits:
    """*connections*: what the server allows one mailbox, all clients together. *working*: at one
    host at a time, of ours, those that only wait for news not counted. *bytes_per_day*: what one
    account may download; None where nobody says."""

    name: str
    hosts: tuple[str, ...] = ()
    connections: int = 10
    working: int = 100
    sign_ins: Pace = USUAL_PACE
    bytes_per_day: int | None = None
    poll_at_least: timedelta = timedelta(0)
    sources: tuple[Source, ...] = ()
    unknown: tuple[str, ...] = ()

    @property
    def ours(self) -> int:
        """Of *connections*, what all accounts together use that read one mailbox."""
        return max(OURS, self.connections - THEIRS)


UNKNOWN = Limits(
    "other",
    connections=10,
    sources=(
        Source(
            "Dovecot allows 10 connections for each user and address unless told otherwise",
            "https://doc.dovecot.org/2.3/settings/core/#core_setting-mail_max_userip_connections",
            date(2026, 11, 28),
        ),
    ),
    unknown=("bytes_per_day", "poll_at_least"),
)
"""Any host that is not in the table: most of them are Dovecot."""

LIMITS = (
    Limits(
        "Gmail",
        ("gmail.com", "googlemail.com"),
        connections=15,
        bytes_per_day=2_500_000_000,
        sources=(
            Source(
                "15 connections to one account; it said 10 in 2008",
                "https://support.google.com/mail/answer/7126229",
                date(2026, 11, 28),
            ),
            Source(
                "2,500 MB down and 500 MB up a day for each account over IMAP",
                "https://support.google.com/a/answer/1071518",
                date(2026, 11, 28),
            ),
        ),
        unknown=("sign_ins",),
    ),
    Limits(
        "Microsoft 365 and Outlook.com",
        ("outlook.com", "office365.com", "hotmail.com"),
        connections=16,
        sources=(
            Source(
                "16 connections of one user unless set otherwise (Exchange 2013 and later)",
                "https://learn.microsoft.com/exchange/set-connection-limits-for-imap4-exchange-2013-help",
                date(2026, 11, 28),
            ),
        ),
        # For Exchange Online a paper of 2011 says 20; what holds now is not published.
        unknown=("connections", "bytes_per_day"),
    ),
    Limits(
        "Yahoo and AOL",
        ("mail.yahoo.com", "mail.yahoo.co.jp", "aol.com"),
        connections=5,
        sign_ins=Pace(per_minute=60, burst=10),
        sources=(
            Source(
                "answers [LIMIT] … Rate limit hit to clients that are quick",
                "https://github.com/postalsys/imapflow/issues/75",
                date(2026, 11, 28),
            ),
        ),
        # Guides of other programs say 5 and 10.
        unknown=("connections", "bytes_per_day", "poll_at_least"),
    ),
    Limits(
        "iCloud",
        ("mail.me.com",),
        connections=5,
        sources=(
            Source(
                "about 5 connections to one account, says a maker of migration tools",
                "https://mailboxtaxi.com/troubleshooting/fix-too-many-imap-connections",
                date(2026, 11, 28),
            ),
        ),
        unknown=("connections", "bytes_per_day", "poll_at_least"),
    ),
    Limits(
        "Yandex",
        ("yandex.com", "yandex.ru"),
        sign_ins=Pace(per_minute=60, burst=10),
        poll_at_least=timedelta(minutes=2),
        sources=(
            Source(
                "locked a person out whose program signed in five times every few minutes",
                "https://github.com/thunderbird/thunderbird-android/issues/1372",
                date(2026, 11, 28),
            ),
        ),
        unknown=("connections", "bytes_per_day", "poll_at_least"),
    ),
    Limits(
        "GMX and WEB.DE",
        ("gmx.net", "gmx.com", "web.de", "1und1.de", "ionos.de", "ionos.com"),
        sign_ins=Pace(per_minute=120, burst=20),
        unknown=("connections", "bytes_per_day", "poll_at_least"),
    ),
    Limits(
        "Fastmail",
        ("fastmail.com", "messagingengine.com"),
        sources=(
            Source(
                "publishes limits of size and of sending, none of IMAP connections",
                "https://www.fastmail.com/help/account/limits.html",
                date(2026, 11, 28),
            ),
        ),
        unknown=("connections", "bytes_per_day", "poll_at_least"),
    ),
    Limits(
        "Mail.ru",
        ("mail.ru",),
        sign_ins=Pace(per_minute=60, burst=10),
        unknown=("connections", "bytes_per_day", "poll_at_least"),
    ),
)


def limits_of(host: str) -> Limits:
    """Those of the first row whose host *host* is, or lies in."""
    name = host.lower().rstrip(".")
    for limits in LIMITS:
        if any(name == known or name.endswith(f".{known}") for known in limits.hosts):
            return limits
    return UNKNOWN
