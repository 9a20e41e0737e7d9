"""The broker takes tasks and keeps them."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings

from mail.transport.broker import KEEPS_ALL, BrokerAway, facts


def broker() -> Iterator[str]:
    try:
        found = facts(settings.CELERY_BROKER_URL)
    except BrokerAway:
        yield (
            "The broker does not answer: start Redis, or correct CELERY_BROKER_URL. "
            "Pages work meanwhile; mail waits in the database."
        )
        return
    if found.forgets:
        yield (
            f"Redis may throw tasks away when its memory is full (maxmemory-policy is "
            f"{found.policy}): set maxmemory-policy to {KEEPS_ALL}."
        )
    if found.strangers:
        yield (
            "Another program keeps its data in the same Redis database: give CRM Inbox a database "
            "number of its own in CELERY_BROKER_URL, or better a Redis of its own."
        )
