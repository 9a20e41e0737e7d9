"""A hint across processes that something changed for a person; the database holds the truth.

In one process it stays in memory. Between processes it goes through Redis (publish/subscribe),
which may lose it: whoever listens also looks by itself every few seconds.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Protocol

import redis

log = logging.getLogger(__name__)

CHANNEL = "crm-inbox:events"
TIMEOUT_S = 1.0
PAUSE_AFTER_FAILURE_S = 10.0
"""While Redis is away a page shall not wait for it at every change."""

Heard = Callable[[int], None]


class Wake(Protocol):
    def tell(self, user_id: int) -> None:
        """Wake whoever listens; never fails and never waits longer than :data:`TIMEOUT_S`."""

    def listen(self, heard: Heard) -> None:
        """Call *heard* with every id that is told, in this thread, until it raises."""


class MemoryWake:
    """For one process: ``tell`` calls the listener in the teller's thread."""

    def __init__(self) -> None:
        self._heard: list[Heard] = []

    def tell(self, user_id: int) -> None:
        for heard in list(self._heard):
            heard(user_id)

    def listen(self, heard: Heard) -> None:
        self._heard.append(heard)


class RedisWake:
    """*url* is that of the broker: ``redis://`` or ``rediss://``."""

    def __init__(self, url: str) -> None:
        self._teller = redis.Redis.from_url(
            url, socket_timeout=TIMEOUT_S, socket_connect_timeout=TIMEOUT_S
        )
        self._listener = redis.Redis.from_url(url, socket_connect_timeout=TIMEOUT_S)
        self._silent_until = 0.0

    def tell(self, user_id: int) -> None:
        if time.monotonic() < self._silent_until:
            return
        try:
            self._teller.publish(CHANNEL, str(user_id))
        except redis.RedisError as problem:
            self._silent_until = time.monotonic() + PAUSE_AFTER_FAILURE_S
            log.warning("wake not told problem=%s", type(problem).__name__)

    def listen(self, heard: Heard) -> None:
        while True:
            with suppress(redis.RedisError):
                self._hear(heard)
            time.sleep(TIMEOUT_S)

    def _hear(self, heard: Heard) -> None:
        with self._listener.pubsub(ignore_subscribe_messages=True) as subscription:  # type: ignore[no-untyped-call]
            subscription.subscribe(CHANNEL)
            for message in subscription.listen():
                if bytes(message["data"]).isdigit():
                    heard(int(message["data"]))


def wake_by(url: str) -> Wake:
    return MemoryWake() if url.startswith("memory://") else RedisWake(url)
