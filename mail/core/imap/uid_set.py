"""A set of uids as a server writes it (RFC 9051 §9): ``1:5,7``.

Kept as ranges: ten octets may name four thousand million uids, so nothing is spelt out unasked.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from mail.core.imap.fetch_record import UID_LIMIT

RANGES_LIMIT = 200_000
"""Ranges of one set: more than the messages of any mailbox of which every second one is gone."""

_RANGE = re.compile(rb"(\d{1,10})(?::(\d{1,10}))?")


@dataclass(frozen=True, slots=True)
class UidSet:
    """``ranges`` are (first, last), ascending, and apart from one another."""

    ranges: tuple[tuple[int, int], ...] = ()

    def __contains__(self, uid: int) -> bool:
        place = bisect_right(self.ranges, (uid, UID_LIMIT)) - 1
        return place >= 0 and self.ranges[place][0] <= uid <= self.ranges[place][1]

    def __bool__(self) -> bool:
        return bool(self.ranges)

    @property
    def size(self) -> int:
        return sum(last - first + 1 for first, last in self.ranges)

    def spelt_out(self) -> Iterator[int]:
        """Every uid, ascending. Look at ``size`` first."""
        return chain.from_iterable(range(first, last + 1) for first, last in self.ranges)


def parse_uid_set(octets: bytes) -> UidSet:
    """What can be read of *octets*, up to :data:`RANGES_LIMIT` ranges; the rest is left out."""
    found: list[tuple[int, int]] = []
    for match in _RANGE.finditer(octets):
        first, last = sorted((int(match[1]), int(match[2] or match[1])))
        if first >= 1 and last < UID_LIMIT:
            found.append((first, last))
        if len(found) == RANGES_LIMIT:
            break
    return UidSet(tuple(_joined(sorted(found))))


def _joined(ascending: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    current: tuple[int, int] | None = None
    for first, last in ascending:
        if current and first <= current[1] + 1:
            current = current[0], max(current[1], last)
            continue
        if current:
            yield current
        current = first, last
    if current:
        yield current
