"""Whose turn it is to be signed in, of the many accounts of one watcher.

A start with a thousand accounts must not knock a thousand times in a second, nor may a host that
does not answer occupy everybody who could sign others in meanwhile. How fast one host is asked, by
everybody together, is a matter of ``accounts/admission``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from mail.core.sync.bucket import Pace, taken, wait_for_token

FIRST_PAUSE_S = 15.0
LONGEST_PAUSE_S = 15 * 60.0
ASK_AGAIN_S = 0.5
IN_ALL = Pace(per_minute=600, burst=20)


@dataclass(frozen=True, slots=True)
class Limits:
    """Sign-ins in all, and how many at a time at one host; one that failed gets one at a time."""

    sign_ins: Pace = IN_ALL
    at_a_host: int = 2


class _Host:
    __slots__ = ("closed_until", "failures", "under_way")

    def __init__(self) -> None:
        self.under_way = self.failures = 0
        self.closed_until = 0.0


class Turns:
    """*now* is of a monotonic clock, in seconds."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._spoken_for = timedelta(0)
        self._hosts: dict[str, _Host] = {}

    def begin(self, host: str, now: float) -> float:
        """0 when a sign-in begins now, after which :meth:`ended` must be called; else in how many
        seconds to ask again."""
        at = self._hosts.setdefault(host, _Host())
        if now < at.closed_until:
            return at.closed_until - now
        if at.under_way >= (1 if at.failures else self._limits.at_a_host):
            return ASK_AGAIN_S
        moment, pace = timedelta(seconds=now), self._limits.sign_ins
        spoken_for = taken(self._spoken_for, moment, pace)
        if spoken_for is None:
            return wait_for_token(self._spoken_for, moment, pace).total_seconds()
        self._spoken_for = spoken_for
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
