"""What Celery's processes do besides tasks: leave signs of life, and stop in time."""

from __future__ import annotations

from typing import Any

from celery.signals import after_task_publish, heartbeat_sent, worker_shutting_down

from crm_inbox import alive
from mail.services.stopping import stop_all_work


@heartbeat_sent.connect
def worker_is_alive(sender: Any, **rest: Any) -> None:
    """Sent by the loop that takes tasks from the broker, only while it is connected.

    The name is that of ``celery worker -n NAME@%h``.
    """
    name, _at, _host = str(sender.eventer.hostname).partition("@")
    alive.tell(name)


@after_task_publish.connect(sender="mail.tick")
def beat_is_alive(**rest: Any) -> None:
    """Only beat publishes the tick, and this comes after the broker took it."""
    alive.tell("beat")


@worker_shutting_down.connect
def stop_between_two_steps(**rest: Any) -> None:
    """Celery waits for running tasks; a long synchronisation ends after its present batch."""
    stop_all_work()
