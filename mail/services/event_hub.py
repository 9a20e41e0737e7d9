"""The streams of this process, fed by one thread with one database connection.

    publish ─▶ wake ─▶ hub thread ─▶ one query for all who were woken ─▶ each of their streams

A stream would otherwise hold a thread and a connection each, and five hundred people would need
five hundred of both.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping
from functools import cache

from django.db import DatabaseError, InterfaceError, close_old_connections, connections

from mail.models import EventSequence
from mail.services import events
from mail.services.stopping import is_stopping

log = logging.getLogger(__name__)

LOOK_EVERY_S = 5.0
"""For what no wake told of: it was lost, or the process that changed something has no Redis."""

Deliver = Callable[[EventSequence | None], None]
"""Gets the person's row whenever it may have changed; None when the process stops."""


class Hub:
    def __init__(self) -> None:
        self._streams: dict[int, set[Deliver]] = {}
        self._woken: set[int] = set()
        self._changed = threading.Condition()
        self._everybody = False
        self._next_look_at = 0.0

    def start(self) -> None:
        threading.Thread(target=self._run, name="event-hub", daemon=True).start()
        threading.Thread(
            target=events.wake().listen, args=[self.look_at], name="event-wake", daemon=True
        ).start()

    def join(self, user_id: int, deliver: Deliver) -> None:
        """*deliver* gets the present row soon, then every later one. Called from any thread."""
        with self._changed:
            self._streams.setdefault(user_id, set()).add(deliver)
        self.look_at(user_id)

    def leave(self, user_id: int, deliver: Deliver) -> None:
        with self._changed:
            self._streams.get(user_id, set()).discard(deliver)
            if not self._streams.get(user_id):
                self._streams.pop(user_id, None)

    def look_at(self, user_id: int) -> None:
        with self._changed:
            if user_id in self._streams:
                self._woken.add(user_id)
                self._changed.notify()

    def wake_everybody(self) -> None:
        """Every stream of this process looks up, to see that it is time to end."""
        with self._changed:
            self._everybody = True
            self._changed.notify()

    def _run(self) -> None:
        while not is_stopping():
            wanted = self._wait()
            try:
                close_old_connections()
                rows = EventSequence.objects.in_bulk(wanted)
            except (DatabaseError, InterfaceError) as problem:
                log.warning("event hub problem=%s", type(problem).__name__)
                connections.close_all()
                self._next_look_at = 0.0  # whoever was woken is looked at with the next turn
                time.sleep(1)
                continue
            self._deliver({user: rows.get(user) or EventSequence(pk=user) for user in wanted})
        self._deliver(dict.fromkeys(self._streams))

    def _wait(self) -> list[int]:
        with self._changed:
            left_s = max(0.0, self._next_look_at - time.monotonic())
            self._changed.wait_for(lambda: self._woken or self._everybody, left_s)
            # Also while others are woken all the time.
            is_time = self._everybody or time.monotonic() >= self._next_look_at
            wanted = list(self._streams) if is_time else list(self._woken)
            self._woken, self._everybody = set(), False
            if is_time:
                self._next_look_at = time.monotonic() + LOOK_EVERY_S
            return wanted

    def _deliver(self, rows: Mapping[int, EventSequence | None]) -> None:
        with self._changed:
            streams = [(row, list(self._streams.get(user, ()))) for user, row in rows.items()]
        for row, delivers in streams:
            for deliver in delivers:
                deliver(row)


@cache
def hub() -> Hub:
    """The one of this process, started by the first stream."""
    started = Hub()
    started.start()
    return started
