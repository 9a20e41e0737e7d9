"""From the moment an account is due to the end of the look at it, by the database's rows."""

from __future__ import annotations

import threading
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

import psycopg

EVERY_S = 0.5

_DUE = "SELECT account_id, due_at FROM mail_lane WHERE name = 'sync' AND due_at IS NOT NULL"
_RUNS = (
    "SELECT id, account_id, started_at, ended_at, problem_code FROM mail_syncrun "
    "WHERE id > %s ORDER BY id"
)


@dataclass(slots=True)
class Seen:
    """Of one window: seconds of lag of each run, by account, and runs that failed."""

    lags: list[tuple[int, float]] = field(default_factory=list)
    failed: int = 0

    def of_others_than(self, accounts: Collection[int]) -> list[float]:
        return [lag for account, lag in self.lags if account not in accounts]


class Lags(threading.Thread):
    """Samples twice a second; an account is due again much later than that after each run."""

    def __init__(self, url: str) -> None:
        super().__init__(daemon=True)
        self._database = psycopg.connect(url, autocommit=True)
        self._due: dict[int, datetime] = {}
        self._last, self._seen = 0, Seen()
        self._lock, self._over = threading.Lock(), threading.Event()

    def run(self) -> None:
        while not self._over.wait(EVERY_S):
            self._look()

    def window(self) -> Seen:
        """What was seen since the last call."""
        with self._lock:
            seen, self._seen = self._seen, Seen()
        return seen

    def end(self) -> None:
        self._over.set()
        self.join()

    def _look(self) -> None:
        runs = self._database.execute(_RUNS, [self._last]).fetchall()
        due = dict(self._database.execute(_DUE).fetchall())
        with self._lock:
            for number, account, started_at, ended_at, problem in runs:
                self._last = number
                self._seen.failed += bool(problem)
                asked_at = self._due.get(account)
                if asked_at is not None and asked_at <= ended_at:
                    began = min(asked_at, started_at)
                    self._seen.lags.append((account, (ended_at - began).total_seconds()))
            self._due.update(due)
