"""On which days to look for messages of which only the day of arrival is known."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import pairwise

A_DAY = timedelta(days=1)


def spans(days: Iterable[date], most: int) -> list[tuple[date, date]]:
    """At most *most* spans, first day and the day behind the last one, that hold all of *days* with
    a day on either side: a server counts days by its own zone. What lies apart furthest is kept
    apart."""
    ordered = sorted(set(days))
    if not ordered:
        return []
    apart = [pair for pair in pairwise(ordered) if _is_apart(*pair)]
    cuts = sorted(sorted(apart, key=lambda pair: pair[0] - pair[1])[: most - 1])
    firsts = [ordered[0], *(after for _before, after in cuts)]
    lasts = [*(before for before, _after in cuts), ordered[-1]]
    both = zip(firsts, lasts, strict=True)
    return [(_moved(first, -A_DAY), _moved(last, 2 * A_DAY)) for first, last in both]


def _is_apart(before: date, after: date) -> bool:
    return after - before > 3 * A_DAY


def _moved(day: date, by: timedelta) -> date:
    """Servers tell days at which the calendar ends."""
    try:
        return day + by
    except OverflowError:
        return day
