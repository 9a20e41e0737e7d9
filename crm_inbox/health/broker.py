"""The broker takes tasks. With ``memory://`` it is part of the process."""

from __future__ import annotations

from django.conf import settings

from crm_inbox.health.check import Check
from mail.transport.broker import BrokerAway, is_in_memory, ping


def reachable() -> Check:
    url = settings.CELERY_BROKER_URL
    try:
        ping(url)
    except BrokerAway:
        return Check("broker", False, "The broker does not answer.")
    return Check("broker", True, "in memory" if is_in_memory(url) else "answers")
