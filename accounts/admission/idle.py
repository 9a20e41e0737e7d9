"""The slots of idle connections, which stand for hours: their watcher keeps them from running out.

A killed watcher's run out by themselves, within a lease.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from accounts.database_time import from_now
from accounts.models.connection_slot import ConnectionSlot, Purpose

Ids = Collection[int] | QuerySet[Any, Any]


def keep_idle(accounts: Ids) -> None:
    """The idle connections of *accounts* stand."""
    until = from_now(timedelta(seconds=settings.LEASE_S))
    _of(accounts).filter(opening=False).update(until=until)


def end_idle(accounts: Ids) -> None:
    """Those of *accounts* stand no longer. One that is being opened is the next one already."""
    _of(accounts).filter(opening=False).update(token="", until=None)


def _of(accounts: Ids) -> QuerySet[ConnectionSlot]:
    return ConnectionSlot.objects.filter(purpose=Purpose.IDLE, account__in=accounts)
