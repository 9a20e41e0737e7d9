"""Telling a person's open pages that something changed.

``publish`` writes a row in the caller's transaction; after the commit it wakes the streams of
this process. A stream that was not woken (another process) looks at the rows by itself.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from threading import Lock

from django.db import transaction
from django.utils import timezone

from mail.models import Event
from mail.models.event import EventName

KEPT_FOR = timedelta(hours=1)

Wake = Callable[[], None]
_listeners: dict[int, set[Wake]] = {}
_lock = Lock()


def publish(user_id: int, name: EventName) -> None:
    Event.objects.create(user_id=user_id, name=name)
    transaction.on_commit(lambda: _wake(user_id))


def since(user_id: int, number: int) -> list[tuple[int, str]]:
    """(number, name) of events after *number*, oldest first; equal names are told once."""
    newest: dict[str, int] = {}
    rows = Event.objects.filter(user_id=user_id, id__gt=number).order_by("id")
    for event_id, name in rows.values_list("id", "name")[:1000]:
        newest[name] = event_id
    return sorted((event_id, name) for name, event_id in newest.items())


def latest(user_id: int) -> int:
    newest = Event.objects.filter(user_id=user_id).order_by("-id").values_list("id", flat=True)
    return newest.first() or 0


def forget_old() -> None:
    Event.objects.filter(created_at__lt=timezone.now() - KEPT_FOR).delete()


def listen(user_id: int, wake: Wake) -> None:
    with _lock:
        _listeners.setdefault(user_id, set()).add(wake)


def stop_listening(user_id: int, wake: Wake) -> None:
    with _lock:
        _listeners.get(user_id, set()).discard(wake)


def wake_everybody() -> None:
    """Every stream of this process looks up, to see that it is time to end."""
    with _lock:
        wakes = [wake for listeners in _listeners.values() for wake in listeners]
    for wake in wakes:
        wake()


def _wake(user_id: int) -> None:
    with _lock:
        wakes = list(_listeners.get(user_id, ()))
    for wake in wakes:
        wake()
