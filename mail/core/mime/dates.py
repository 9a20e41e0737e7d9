"""The Date field as a moment in UTC (RFC 5322 §3.3, and what else is sent)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_tz

_READ_LIMIT = 200
_YEARS = range(1970, 2200)
"""Outside of these a date is a fault of the sender's clock, and of no use for sorting."""

# The standard library knows the zones of RFC 822, which are American.
_ZONES = {
    "BST": "+0100", "CET": "+0100", "CEST": "+0200", "EET": "+0200", "EEST": "+0300",
    "MET": "+0100", "MEST": "+0200", "MEZ": "+0100", "MESZ": "+0200", "WEST": "+0100",
}  # fmt: skip


def parse_date(value: bytes) -> datetime | None:
    """The moment in UTC, or None when no sensible one can be made out.

    A date without a zone counts as UTC.
    """
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


def _rfc_date(text: str) -> datetime | None:
    found = parsedate_tz(text)
    if found is None:
        return None
    year, month, day, hour, minute, second = found[:6]
    zone = timezone(timedelta(seconds=found[9] or 0))
    return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=zone)
