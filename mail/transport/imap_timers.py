"""When each idle connection wants to be looked at next, by a heap.

A connection has one entry that counts, the one at its ``queued_at``. A moment that is put off stays
where it is: when it comes, nothing is due and it is set anew.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from itertools import count
from typing import Generic, TypeVar

from mail.transport.imap_held import Held

Key = TypeVar("Key")


class Timers(Generic[Key]):
    def __init__(self) -> None:
        self._heap: list[tuple[float, int, Held[Key]]] = []
        self._numbers = count()

    def set(self, held: Held[Key], at: float) -> None:
        """Look at *held* at *at*, unless it is looked at sooner anyway."""
        if at < held.queued_at:
            held.queued_at = at
            heapq.heappush(self._heap, (at, next(self._numbers), held))

    def next_in_s(self, now: float, longest_s: float) -> float:
        if not self._heap:
            return longest_s
        return min(longest_s, max(0.0, self._heap[0][0] - now))

    def due(self, now: float) -> Iterator[Held[Key]]:
        """Whose moment has come; each must be set again."""
        while self._heap and self._heap[0][0] <= now:
            at, _, held = heapq.heappop(self._heap)
            if at == held.queued_at:
                held.queued_at = float("inf")
                yield held
