"""When an account is compared as a whole: once a day, at night, not all at the same minute."""

from __future__ import annotations

from datetime import datetime, time, timedelta

NIGHT_BEGINS = time(2, 0)
NIGHT = timedelta(hours=3)
_SPREAD = 7919
"""A prime: accounts added one after the other are minutes apart."""


def latest_slot(now: datetime, number: int) -> datetime:
    """The last moment not after *now* at which account *number* has its turn.

    *now* is aware and in the site's time zone, whose nights count.
    """
    minutes = number * _SPREAD % int(NIGHT.total_seconds() // 60)
    today = datetime.combine(now.date(), NIGHT_BEGINS, now.tzinfo) + timedelta(minutes=minutes)
    return today if today <= now else today - timedelta(days=1)


def is_due(last: datetime | None, now: datetime, number: int) -> bool:
    """Whether the turn came since *last*; a machine that slept at night catches up."""
    return last is None or last < latest_slot(now, number)
