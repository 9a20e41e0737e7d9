"""How much a run may bring of an account whose provider counts the bytes of a day.

Who goes beyond what Gmail allows is locked out for a day, on the telephone as well. So a quarter is
left to the person's other programs; near the end of ours a run brings little at a time, and because
the newest comes first that is what has just arrived.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

A_DAY = timedelta(days=1)
OURS = 0.75
SPARING = 0.2
"""Of ours: when no more is left, bulk work waits for the day to pass."""

MORSEL_BYTES = 2_000_000
"""Of one run, some twenty messages with their texts or a thousand lines of the list."""

BETWEEN_MORSELS = timedelta(minutes=15)
AFTER_THE_LAST = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Allowance:
    """*size_bytes* that a run may bring (None: any number; 0: do not connect), and how long to wait
    after it, or before it, while there is more."""

    size_bytes: int | None = None
    pause: timedelta = timedelta(0)


def allowance(bytes_per_day: int | None, brought: int) -> Allowance:
    """*brought* in the last 24 hours."""
    if bytes_per_day is None:
        return Allowance()
    ours = int(bytes_per_day * OURS)
    left = ours - brought
    if left <= 0:
        return Allowance(0, AFTER_THE_LAST)
    if left <= ours * SPARING:
        return Allowance(min(MORSEL_BYTES, left), BETWEEN_MORSELS)
    return Allowance(left)
