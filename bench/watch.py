"""Looks into an installation's database while it works, without Django and without a lock."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable

import psycopg

_HEADERS = "SELECT coalesce(sum(stored_count), 0) FROM mail_mailbox"
_TEXTS = "SELECT count(*) FROM mail_message WHERE state = 'complete'"
_BOTH_PASSES = "SELECT count(*) + count(*) FILTER (WHERE state <> 'listed') FROM mail_message"
_TAKEN_UP = "SELECT coalesce(max(epoch), 0) FROM mail_lane WHERE name = 'sync'"
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
    return _OfPostgres(database_url, query)


class _OfPostgres:
    """Signs in again when the server was restarted."""

    def __init__(self, database_url: str, query: str) -> None:
        self._url, self._query = database_url, query
        self._connection = psycopg.connect(database_url, autocommit=True)

    def __call__(self) -> int:
        try:
            return self._ask()
        except psycopg.OperationalError:
            self._connection = psycopg.connect(self._url, autocommit=True)
            return self._ask()

    def _ask(self) -> int:
        return int((self._connection.execute(self._query).fetchone() or (0,))[0])


def stored(database_url: str) -> Callable[[], int]:
    """How many messages of all folders are listed, by the counters that pages show."""
    return reader(database_url, _HEADERS)


def texts(database_url: str) -> Callable[[], int]:
    return reader(database_url, _TEXTS)


def progress(database_url: str) -> Callable[[], int]:
    """Grows with each unit of either pass: a message counts once when it is listed, and once more
    when its text was looked for."""
    return reader(database_url, _BOTH_PASSES)


def taken_up(database_url: str) -> Callable[[], int]:
    """How often somebody began to synchronise, of the only account."""
    return reader(database_url, _TAKEN_UP)


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
