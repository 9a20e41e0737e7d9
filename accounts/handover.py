"""Giving work to the workers. Only ids travel; what they mean is in the database."""

from __future__ import annotations

import logging
import time

from celery import current_app
from kombu.exceptions import OperationalError

log = logging.getLogger(__name__)

PAUSE_AFTER_FAILURE_S = 10.0
"""While the broker is away a page shall not wait for it at every change."""

_silent_until = 0.0


def hand_over(task: str, row_id: int, *, queue: str) -> bool:
    """Send *task* for the row; False while the broker is away.

    By name: services know no task module, and tasks import services. A page goes on without the
    broker: the row says what is due, and the tick finds it.
    """
    global _silent_until
    if time.monotonic() < _silent_until:
        return False
    try:
        current_app.send_task(task, args=[row_id], queue=queue)
    except OperationalError as problem:
        _silent_until = time.monotonic() + PAUSE_AFTER_FAILURE_S
        log.warning("broker away task=%s row=%s problem=%s", task, row_id, type(problem).__name__)
        return False
    return True
