"""Writes that a crash of the database may undo without harm: they need not wait for its disk."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def without_waiting_for_the_disk() -> Iterator[None]:
    """A transaction that others see at once, but that a crash within the next half second may
    undo (PostgreSQL, "Asynchronous Commit"). For hints only: the rest of the truth must find them
    again by itself. Elsewhere a transaction like any other.
    """
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL synchronous_commit TO OFF")
        yield
