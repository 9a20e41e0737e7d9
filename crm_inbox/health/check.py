"""What a check found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Check:
    """*detail* goes to whoever asks: numbers and plain words, never a host, a name or an address.

    *age* is what was measured, for checks that measure one.
    """

    name: str
    ok: bool
    detail: str
    age: timedelta | None = None


def in_words(age: timedelta) -> str:
    """An age as a person says it, from seconds to days."""
    seconds = max(0, round(age.total_seconds()))
    for unit, size in (("day", 86400), ("hour", 3600), ("minute", 60)):
        if seconds >= 2 * size:
            return f"{seconds // size} {unit}s"
    return "1 second" if seconds == 1 else f"{seconds} seconds"
