"""In one process a task reaches its worker at once."""

from __future__ import annotations

import time
from threading import Timer

import pytest
from kombu import Connection

from crm_inbox import celery, memory_broker


def test_our_transport_is_the_one_in_memory() -> None:
    assert celery.app.connection_for_write("memory://").transport_cls == "memory"
    with Connection("memory://") as connection:
        assert isinstance(connection.transport, memory_broker.Transport)


def test_who_waits_is_woken_by_a_task(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory_broker, "LOOK_EVERY_S", 60.0)
    heard: list[object] = []
    with Connection("memory://") as ours, Connection("memory://") as theirs:
        queue = ours.SimpleQueue("test-bell")
        queue.consumer.register_callback(lambda body, message: heard.append(body))
        sender = theirs.SimpleQueue("test-bell")
        timer = Timer(0.2, lambda: sender.put("work"))
        timer.start()
        at = time.monotonic()
        queue.consumer.consume()
        ours.drain_events(timeout=5.0)
        assert time.monotonic() - at < 5
        timer.join()


def test_who_waits_in_vain_is_told_in_time() -> None:
    with Connection("memory://") as connection:
        queue = connection.SimpleQueue("test-silence")
        queue.consumer.consume()
        with pytest.raises(TimeoutError):
            connection.drain_events(timeout=0.05)
