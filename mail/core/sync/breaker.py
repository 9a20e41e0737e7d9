"""Whether a server is asked at all: a circuit breaker for each host and port.

    closed ──5 failures in a minute──▶ open ──its pause is over──▶ half open: one probe
      ▲  ▲                              ▲                               │      │
      │  └── a session went well        └──── the probe fails, ─────────┘      │
      │                                       twice the pause                  │
      └──────────────────────── the probe is answered ─────────────────────────┘

A value and a moment go in, a value comes out; ``accounts/admission`` keeps it in a row. What a
server says to one account (a refused password, a full mailbox) is an answer: it closes the circuit.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from mail.core.errors import Code
from mail.core.sync.jitter import DICE, about

FAILURES_TO_OPEN = 5
WINDOW = timedelta(minutes=1)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=2), timedelta(minutes=30)

PROBE = timedelta(seconds=60)
"""For how long a probe is waited for: the worker that sent it may have been killed."""

OF_THE_HOST = frozenset(
    {
        Code.REFUSED,
        Code.TIMEOUT,
        Code.UNREACHABLE,
        Code.DROPPED,
        Code.BUSY,
        Code.DNS_FAILED,
        Code.HOST_UNRESOLVED,
        Code.TLS_FAILED,
        Code.AUTH_TEMPORARY,  # [UNAVAILABLE] (RFC 5530 §3): a part of the server is down
    }
)
"""What every account of the host would meet. A certificate that does not fit is not among them: it
costs no time, and each account says so in its own words."""

NOT_ASKED = frozenset(
    {
        Code.OAUTH_RECONNECT,
        Code.OAUTH_CONSENT,
        Code.OAUTH_INTERACTION,
        Code.OAUTH_APP_BROKEN,
        Code.OAUTH_WRONG_ACCOUNT,
        Code.OAUTH_TEMPORARY,
        Code.SECRET_UNREADABLE,
        Code.BLOCKED_PRIVATE,
        Code.PLAINTEXT_FORBIDDEN,
        Code.OWN_CARD,
        Code.INTERNAL,
    }
)
"""Nothing was heard of the host: the fault lies with us, or with the provider's tokens."""


class Circuit(StrEnum):
    CLOSED = "closed"
    SUSPECTED = "suspected"  # the last that was heard of it was a failure
    OPEN = "open"
    HALF_OPEN = "half_open"


@dataclass(frozen=True, slots=True)
class Breaker:
    """*failures* since *window_at*; *failing_since* the last session that went well; *openings* in
    a row; *ask_at*: when the next probe may go, None while the circuit is closed; *probed*: one is
    on its way."""

    failures: int = 0
    window_at: datetime | None = None
    failing_since: datetime | None = None
    openings: int = 0
    ask_at: datetime | None = None
    probed: bool = False
    code: Code | None = None

    def circuit(self, now: datetime) -> Circuit:
        if self.ask_at is None:
            return Circuit.SUSPECTED if self.failures else Circuit.CLOSED
        return Circuit.OPEN if now < self.ask_at else Circuit.HALF_OPEN

    def probing(self, now: datetime) -> Breaker:
        """One goes; the others wait until it is back, or lost."""
        return replace(self, ask_at=now + PROBE, probed=True)

    def failed(self, code: Code, now: datetime, dice: random.Random = DICE) -> Breaker:
        """After a failure with one of :data:`OF_THE_HOST`."""
        known = replace(self, code=code, failing_since=self.failing_since or now)
        if self.ask_at is not None:
            # Sessions from before it opened break one after the other: they are no news.
            return known._opened(now, dice) if self.probed else known
        known = known._counted(now)
        return known._opened(now, dice) if known.failures >= FAILURES_TO_OPEN else known

    def answered(self) -> Breaker:
        return Breaker()

    def _counted(self, now: datetime) -> Breaker:
        if self.window_at is None or now - self.window_at > WINDOW:
            return replace(self, failures=1, window_at=now)
        return replace(self, failures=self.failures + 1)

    def _opened(self, now: datetime, dice: random.Random) -> Breaker:
        doubled: timedelta = FIRST_PAUSE * (1 << min(self.openings, 10))
        pause = about(min(doubled, LONGEST_PAUSE), dice=dice)
        return replace(self, openings=self.openings + 1, ask_at=now + pause, probed=False)
