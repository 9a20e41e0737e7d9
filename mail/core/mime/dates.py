"""The Date field as a moment in UTC (RFC 5322 §3.3, and what else is sent)."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_tz

_READ_LIMIT = 200
_YEARS = range(1970, 2200)
"""Outside of these a date is a fault of the sender's clock, and of no use for sorting."""

_SURE_YEARS = range(1971, 2199)  # whatever the zone

# The standard library knows the zones of RFC 822, which are American.
_ZONES = {
    "BST": "+0100", "CET": "+0100", "CEST": "+0200", "EET": "+0200", "EEST": "+0300",
    "MET": "+0100", "MEST": "+0200", "MEZ": "+0100", "MESZ": "+0200", "WEST": "+0100",
}  # fmt: skip


# What nearly every date looks like (RFC 5322 §3.3); the standard library takes ten times as long.
_USUAL = re.compile(
    rb"(?:[A-Z][a-z]{2}, +)?(\d{1,2}) ([A-Z][a-z]{2}) (\d{4}) (\d\d):(\d\d):([0-5]\d)"
    rb" ([+-])(0\d|1[0-3])([0-5]\d)(?: \([A-Z]{1,5}\))?\Z"
)
_MONTHS = {name: number for number, name in enumerate(
    (b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun",
     b"Jul", b"Aug", b"Sep", b"Oct", b"Nov", b"Dec"), 1)}  # fmt: skip


def parse_date(value: bytes) -> datetime | None:
    """The moment in UTC, or None when no sensible one can be made out.

    A date without a zone counts as UTC.
    """
    if (usual := _usual_date(value)) is not None:
        return usual
    text = value[:_READ_LIMIT].decode("ascii", "replace")
    words = [_ZONES.get(word.strip("()").upper(), word) for word in text.split()]
    try:
        moment = _rfc_date(" ".join(words)) or datetime.fromisoformat(text.strip())
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        moment = moment.astimezone(UTC)
    # parsedate_tz raises several kinds on hostile dates (CPython gh-89164 and relatives).
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment if moment.year in _YEARS else None


def _usual_date(value: bytes) -> datetime | None:
    """None when *value* is to be looked at more closely."""
    found = _USUAL.match(value)
    if found is None or found[2] not in _MONTHS or int(found[3]) not in _SURE_YEARS:
        return None
    offset = timedelta(hours=int(found[8]), minutes=int(found[9]))
    try:
        local = datetime(int(found[3]), _MONTHS[found[2]], int(found[1]), int(found[4]),
                         int(found[5]), int(found[6]), tzinfo=UTC)  # fmt: skip
    except ValueError:
        return None
    return local + offset if found[7] == b"-" else local - offset


def _rfc_date(text: str) -> datetime | None:
    found = parsedate_tz(text)
    if found is None:
        return None
    year, month, day, hour, minute, second = found[:6]
    zone = timezone(timedelta(seconds=found[9] or 0))
    return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=zone)
