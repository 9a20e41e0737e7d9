"""News become work: the account's sync lane is made due, at once and then at intervals.

One thread with one database connection, so that the loop never waits for a commit.
"""

from __future__ import annotations

import logging
import time
from threading import Condition, Thread

from django.db import DatabaseError, IntegrityError, close_old_connections, connections

from mail.models.durability import without_waiting_for_the_disk
from mail.models.lane import LaneName
from mail.services.lanes import make_due

log = logging.getLogger(__name__)

SPACING_S = 0.1
"""A burst of 500 messages wakes a worker for the first and then ten times a second at most."""

PAUSE_AFTER_FAILURE_S = 1.0
REMEMBERED = 10_000


class Waker:
    def __init__(self) -> None:
        self._news = Condition()
        self._ripe_at: dict[int, float] = {}
        self._woken_at: dict[int, float] = {}
        self._is_over = False
        self.woken = 0
        self._thread = Thread(target=self._run, name="waker", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def tell(self, account_id: int) -> None:
        """There is news; returns at once."""
        with self._news:
            if account_id not in self._ripe_at:
                earliest = self._woken_at.get(account_id, 0.0) + SPACING_S
                self._ripe_at[account_id] = max(time.monotonic(), earliest)
                self._news.notify()

    def stop(self) -> None:
        """What was told is still handed on; returns when it is, or after half a second."""
        with self._news:
            self._is_over = True
            self._news.notify()
        self._thread.join(0.5)

    def _run(self) -> None:
        try:
            while ripe := self._wait():
                close_old_connections()
                for account_id in ripe:
                    self._wake(account_id)
        finally:
            connections.close_all()

    def _wait(self) -> list[int]:
        """The accounts whose moment has come; none at the end."""
        with self._news:
            while True:
                now = time.monotonic()
                ripe = [pk for pk, at in self._ripe_at.items() if at <= now or self._is_over]
                if ripe or self._is_over:
                    self._forget(ripe, now)
                    return ripe
                self._news.wait(min(self._ripe_at.values()) - now if self._ripe_at else None)

    def _forget(self, ripe: list[int], now: float) -> None:
        for account_id in ripe:
            del self._ripe_at[account_id]
        if len(self._woken_at) > REMEMBERED:
            self._woken_at.clear()
        self._woken_at.update(dict.fromkeys(ripe, now))

    def _wake(self, account_id: int) -> None:
        try:
            with without_waiting_for_the_disk():
                make_due(account_id, LaneName.SYNC)
            self.woken += 1
        except IntegrityError:
            return  # the account is gone
        except DatabaseError as problem:  # it is away: what was told is not forgotten
            log.warning("not woken account=%s problem=%s", account_id, type(problem).__name__)
            connections.close_all()
            self._tell_again(account_id)

    def _tell_again(self, account_id: int) -> None:
        with self._news:
            if not self._is_over:
                self._ripe_at[account_id] = time.monotonic() + PAUSE_AFTER_FAILURE_S
