"""The one place that decides how a time of day is written.

The language decides until the reader chose 12 or 24 hours in Personal settings. Like Django's own
language and time zone, the choice holds for the request that is being answered.
"""

from __future__ import annotations

from contextvars import ContextVar
from datetime import datetime
from functools import lru_cache

from django.utils import dateformat, formats, timezone
from django.utils.translation import get_language

from accounts.models.preferences import Clock

_chosen: ContextVar[str] = ContextVar("clock", default=Clock.LANGUAGE)

# Hours and minutes in Django's format letters, as its languages and ours write them.
_WITH_24 = ("H:i", "G:i", "H.i", "G.i")
_WITH_12 = ("g:i A", "g:i a", "P")


def activate(clock: str) -> None:
    _chosen.set(clock)


def deactivate() -> None:
    _chosen.set(Clock.LANGUAGE)


def chosen() -> str:
    """What the present reader chose: a value of :class:`Clock`."""
    return _chosen.get()


def time_of_day(moment: datetime) -> str:
    """14:05 or 2:05 PM, in the reader's time zone."""
    return _written(moment, "TIME_FORMAT")


def date_and_time(moment: datetime) -> str:
    """23 Nov 2026 14:05 or 23 Nov 2026 2:05 PM, in the reader's time zone."""
    return _written(moment, "DATETIME_FORMAT")


def moment(at: datetime) -> str:
    """14:05 today, otherwise with its date."""
    return time_of_day(at) if is_today(at) else date_and_time(at)


def is_today(at: datetime) -> bool:
    return timezone.localdate(at) == timezone.localdate()


def short_date_and_time(moment: datetime) -> str:
    """The same with the month as a number where the language does so."""
    return _written(moment, "SHORT_DATETIME_FORMAT")


def _written(moment: datetime, name: str) -> str:
    return formatted(timezone.localtime(moment), name)


def formatted(local: datetime, name: str) -> str:
    """*local*, to the minute, in the format of that name or of those letters."""
    # Without its zone: two moments that are equal may stand at different times of day.
    minute = local.replace(tzinfo=None, second=0, microsecond=0)
    return _in_letters(minute, in_clock(formats.get_format(name)), get_language() or "")


# A list has fifty rows with two times each and is asked for again whenever something changes;
# Django reads a format letter by letter (measured: a fifth of the page).
@lru_cache(maxsize=8192)
def _in_letters(minute: datetime, wanted: str, _language: str) -> str:
    return dateformat.format(minute, wanted)


def in_clock(wanted: str) -> str:
    """The date format *wanted* with its time of day as the reader chose."""
    if _chosen.get() == Clock.TWELVE:
        return _replaced(wanted, _WITH_24, "g:i A")
    if _chosen.get() == Clock.TWENTY_FOUR:
        return _replaced(wanted, _WITH_12, "H:i")
    return wanted


def _replaced(wanted: str, notations: tuple[str, ...], by: str) -> str:
    for notation in notations:
        if notation in wanted:
            return wanted.replace(notation, by)
    return wanted
