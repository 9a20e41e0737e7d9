"""Sequence sets (RFC 9051 §9): ``1:5,7`` instead of every number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

SET_LIMIT = 8_000
"""Characters of one set: RFC 7162 §4 asks servers for lines of 8,192 octets, few take more."""


def sequence_sets(uids: Iterable[int]) -> Iterator[str]:
    """*uids*, each once and ascending, as sets no longer than :data:`SET_LIMIT`."""
    current = ""
    for first, last in _runs(sorted(set(uids))):
        run = str(first) if first == last else f"{first}:{last}"
        if current and len(current) + len(run) + 1 > SET_LIMIT:
            yield current
            current = ""
        current = f"{current},{run}" if current else run
    if current:
        yield current


def _runs(ascending: list[int]) -> Iterator[tuple[int, int]]:
    start = 0
    for index, uid in enumerate(ascending, 1):
        if index == len(ascending) or ascending[index] != uid + 1:
            yield ascending[start], uid
            start = index
