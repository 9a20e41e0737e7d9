"""Into how large pieces the work is cut: what a kill may cost, and what is in memory at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

BATCH = 100  # rows of one transaction
UNIT = 33
"""Messages stored together, while as many are read and as many are on their way: a kill costs a
hundred at most."""

UNIT_BYTES = 8 * 1024 * 1024

Item = TypeVar("Item")


def batches(items: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(items), BATCH):
        yield items[start : start + BATCH]


def fill(unit: list[Item], arriving: Iterator[Item], size_bytes: Callable[[Item], int]) -> None:
    """Take what is *arriving* until *unit* is whole. What came before a failure stays in it."""
    left_bytes = UNIT_BYTES
    for item in arriving:
        unit.append(item)
        left_bytes -= size_bytes(item)
        if len(unit) == UNIT or left_bytes <= 0:
            return
