"""How fast many accounts may be signed in: overall, and at each host.

A start with a thousand accounts must not knock a thousand times in a second, nor may a host that
does not answer occupy everybody who could sign others in meanwhile.
"""

from __future__ import annotations

from dataclasses import dataclass

FIRST_PAUSE_S = 15.0
LONGEST_PAUSE_S = 15 * 60.0
ASK_AGAIN_S = 0.5


@dataclass(frozen=True, slots=True)
class Limits:
    """Sign-ins a second, and how many at a time at one host; one that failed gets one at a time."""

    per_s: float = 10.0
    burst: float = 20.0
    host_per_s: float = 5.0
    at_a_host: int = 2


class Bucket:
    """Tokens come in at *per_s*, up to *burst*."""

    __slots__ = ("_at", "_burst", "_per_s", "_tokens")

    def __init__(self, per_s: float, burst: float) -> None:
        self._per_s, self._burst = per_s, burst
        self._tokens, self._at = burst, 0.0

    def has(self, now: float) -> bool:
        self._tokens = min(self._burst, self._tokens + max(0.0, now - self._at) * self._per_s)
        self._at = now
        return self._tokens >= 1

    def take(self) -> None:
        self._tokens -= 1


class _Host:
    __slots__ = ("bucket", "closed_until", "failures", "under_way")

    def __init__(self, per_s: float) -> None:
        self.bucket = Bucket(per_s, max(1.0, per_s))
        self.under_way = self.failures = 0
        self.closed_until = 0.0


class Pace:
    """*now* is of a monotonic clock, in seconds."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._all = Bucket(limits.per_s, limits.burst)
        self._hosts: dict[str, _Host] = {}

    def begin(self, host: str, now: float) -> float:
        """0 when a sign-in begins now, after which :meth:`ended` must be called; else in how many
        seconds to ask again."""
        at = self._hosts.setdefault(host, _Host(self._limits.host_per_s))
        most = 1 if at.failures else self._limits.at_a_host
        if now < at.closed_until:
            return at.closed_until - now
        if at.under_way >= most:
            return ASK_AGAIN_S
        if not (at.bucket.has(now) and self._all.has(now)):
            return 1 / min(self._limits.per_s, self._limits.host_per_s)
        at.bucket.take()
        self._all.take()
        at.under_way += 1
        return 0.0

    def ended(self, host: str, now: float, *, answered: bool) -> None:
        """*answered*: the host could be spoken to, whatever it said. One that could not is left
        alone for a while, longer each time."""
        at = self._hosts[host]
        at.under_way -= 1
        if answered:
            at.failures = 0
            return
        at.failures = min(at.failures + 1, 10)
        at.closed_until = now + min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2 ** (at.failures - 1))
