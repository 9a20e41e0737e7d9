"""A token bucket for sign-ins, kept as one moment: of a clock, or of a monotonic one a timedelta.

``spoken_for`` is the moment until which the regular pace is used up already: it lies in the past
while the bucket is full and ahead of us by a burst at most. So one conditional UPDATE takes a token
(``accounts/admission/host.py`` writes the same rule as SQL). The generic cell rate algorithm of
ITU-T I.371 does it in this way.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

Moment = TypeVar("Moment", datetime, timedelta)


@dataclass(frozen=True, slots=True)
class Pace:
    """*per_minute* sign-ins in the long run, *burst* of them (≥ 1) at one moment."""

    per_minute: float
    burst: int

    @property
    def interval(self) -> timedelta:
        return timedelta(minutes=1) / self.per_minute

    @property
    def ahead(self) -> timedelta:
        """How far ahead ``spoken_for`` may lie and there is still a token."""
        return self.interval * (self.burst - 1)


def taken(spoken_for: Moment, now: Moment, pace: Pace) -> Moment | None:
    """The new ``spoken_for``, or None when the bucket is empty."""
    if spoken_for > now + pace.ahead:
        return None
    return max(spoken_for, now) + pace.interval


def wait_for_token(spoken_for: Moment, now: Moment, pace: Pace) -> timedelta:
    """How long until there is a token; nothing when there is one."""
    return max(timedelta(0), spoken_for - pace.ahead - now)
