"""Into how large pieces the work is cut."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

FIRST_BATCH = 50  # what a screen shows: committed before anything else is asked for
BATCH = 200


def batches(items: Sequence[int]) -> Iterator[Sequence[int]]:
    if items:
        yield items[:FIRST_BATCH]
    for start in range(FIRST_BATCH, len(items), BATCH):
        yield items[start : start + BATCH]
