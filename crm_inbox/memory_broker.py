"""Celery's in-memory broker, with a bell: who waits for a task is woken by it.

The library's own looks into its queues twenty times a second and sleeps in between, which costs 25
ms for each task and processor time while nothing happens.
"""

from __future__ import annotations

import time
from queue import Empty
from threading import Condition
from typing import Any

from kombu.transport import TRANSPORT_ALIASES, memory

LOOK_EVERY_S = 0.5
"""Without a bell: a net below it."""


class _Bell:
    def __init__(self) -> None:
        self._rung = Condition()
        self._times = 0

    @property
    def times(self) -> int:
        return self._times

    def ring(self) -> None:
        with self._rung:
            self._times += 1
            self._rung.notify_all()

    def wait_beyond(self, times: int, seconds: float) -> None:
        """Return when it has rung since it had rung *times* times, or after *seconds*."""
        with self._rung:
            self._rung.wait_for(lambda: self._times != times, seconds)


_bell = _Bell()


class Channel(memory.Channel):
    def _put(self, queue: str, message: Any, **options: Any) -> None:
        super()._put(queue, message, **options)
        _bell.ring()

    def basic_ack(self, delivery_tag: Any, multiple: bool = False) -> None:
        super().basic_ack(delivery_tag, multiple)
        _bell.ring()  # there may be room for another task


class Transport(memory.Transport):
    Channel = Channel

    def drain_events(self, connection: Any, timeout: float | None = None, **_: Any) -> None:
        """Hand on one message. Raises TimeoutError when none comes within *timeout*."""
        assert self.cycle is not None
        ends_at = time.monotonic() + (float("inf") if timeout is None else timeout)
        while True:
            times = _bell.times
            try:
                self.cycle.get(self._deliver, timeout=timeout)
                return
            except Empty:
                left_s = ends_at - time.monotonic()
                if left_s <= 0:
                    raise TimeoutError from None
                _bell.wait_beyond(times, min(left_s, LOOK_EVERY_S))


def install() -> None:
    """``memory://`` means this transport from now on."""
    TRANSPORT_ALIASES["memory"] = "crm_inbox.memory_broker:Transport"
