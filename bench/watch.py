"""Looks into an installation's database while it works, without Django and without a lock."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable

import psycopg

_HEADERS = "SELECT coalesce(sum(stored_count), 0) FROM mail_mailbox"
_TEXTS = "SELECT count(*) FROM mail_message WHERE state = 'complete'"
EVERY_S = 0.02


def reader(database_url: str, query: str) -> Callable[[], int]:
    """Asks *query* for its one number, on a connection of its own."""
    if database_url.startswith("sqlite:///"):
        lite = sqlite3.connect(
            f"file:{database_url.removeprefix('sqlite:///')}?mode=ro",
            uri=True,
            check_same_thread=False,
            isolation_level=None,
        )
        return lambda: int(lite.execute(query).fetchone()[0])
    post = psycopg.connect(database_url, autocommit=True)
    return lambda: int((post.execute(query).fetchone() or (0,))[0])


def stored(database_url: str) -> Callable[[], int]:
    """How many messages of all folders are listed, by the counters that pages show."""
    return reader(database_url, _HEADERS)


def texts(database_url: str) -> Callable[[], int]:
    return reader(database_url, _TEXTS)


class Watch(threading.Thread):
    """``seconds`` from the first message stored to *count* of them; 0 until then."""

    def __init__(self, database_url: str, count: int) -> None:
        super().__init__(daemon=True)
        self.seconds = 0.0
        self._stored, self._count = stored(database_url), count
        self._over = threading.Event()

    def run(self) -> None:
        first_at = None
        while not self._over.wait(EVERY_S):
            there = self._stored()
            if there and first_at is None:
                first_at = time.monotonic()
            if first_at is not None and there >= self._count:
                self.seconds = time.monotonic() - first_at
                return

    def end(self) -> None:
        self._over.set()
        self.join()
