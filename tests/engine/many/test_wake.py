"""A hint from one process to another, through a real Redis."""

from __future__ import annotations

import threading
import time
from queue import Queue

import pytest
import redis

from mail.transport.wake import RedisWake
from tests.environment import REDIS


def listening() -> Queue[int]:
    heard: Queue[int] = Queue()
    listener = RedisWake(REDIS.url)
    threading.Thread(target=listener.listen, args=[heard.put], daemon=True).start()
    return heard


def tell_until_heard(teller: RedisWake, heard: Queue[int]) -> int:
    """Subscribing takes a moment, and what is told before is lost, as it may be."""
    ends_at = time.monotonic() + 20
    while heard.empty() and time.monotonic() < ends_at:
        teller.tell(7)
        time.sleep(0.1)
    return heard.get(timeout=1)


def test_what_one_process_tells_another_hears() -> None:
    assert tell_until_heard(RedisWake(REDIS.url), listening()) == 7


def test_a_listener_comes_back_after_redis_was_away() -> None:
    heard = listening()
    tell_until_heard(RedisWake(REDIS.url), heard)
    REDIS.restart()
    while not heard.empty():
        heard.get()
    assert tell_until_heard(RedisWake(REDIS.url), heard) == 7


def test_while_redis_is_away_only_the_first_change_asks_for_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []

    def away(_redis: redis.Redis, channel: str, _message: str) -> None:
        asked.append(channel)
        raise redis.ConnectionError

    monkeypatch.setattr(redis.Redis, "publish", away)
    wake = RedisWake(REDIS.url)
    for _ in range(100):
        wake.tell(7)
    assert len(asked) == 1
