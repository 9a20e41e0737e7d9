"""Telling a person's open pages that something changed.

``publish`` raises a number in the caller's transaction, where it comes last because it holds the
row until the commit. Afterwards the streams of all processes are woken; one that was not looks at
the row by itself.
"""

from __future__ import annotations

from functools import cache

from django.conf import settings
from django.db import transaction

from mail.models import EventSequence
from mail.models.event_sequence import EventName
from mail.transport.wake import Wake, wake_by


def publish(user_id: int, name: EventName) -> None:
    EventSequence.grow(user_id, name)
    transaction.on_commit(lambda: wake().tell(user_id))


def latest(user_id: int) -> int:
    return EventSequence.of(user_id).number


@cache
def wake() -> Wake:
    return wake_by(settings.CELERY_BROKER_URL)
