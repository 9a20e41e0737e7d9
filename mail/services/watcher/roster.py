"""What a watcher knows of its accounts: who waits for a connection, and who has one.

wanted ─▶ WAITING ──next: its moment has come, and the pace allows──▶ SIGNING_IN
             ▲                                                          │
             ├──────────── failed: after a pause ───────────────────────┤
             └──────────── broke: soon ──── HELD ◀── held ──────────────┘
"""

from __future__ import annotations

import heapq
import random
import time
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from itertools import count
from threading import Condition, Lock

from mail.core.errors import Code, MailError
from mail.core.imap.idle_spans import after_a_break, idle_span_s
from mail.core.sync.backoff import LONGEST, next_attempt_after
from mail.core.sync.not_now import NotNow
from mail.core.sync.turns import Limits, Turns
from mail.services.watcher.accounts import Watched
from mail.transport.imap_signed_in import Ended

AFTER_A_BREAK_S = 3.0
"""Within which those whose connections broke together come back, by chance."""

LASTED_S = 60.0
"""A connection that stood for so long was no failure."""

NOT_REACHED = frozenset(
    {
        Code.DNS_FAILED,
        Code.HOST_UNRESOLVED,
        Code.TIMEOUT,
        Code.UNREACHABLE,
        Code.REFUSED,
        Code.BUSY,
        Code.IP_BLOCKED,
    }
)
"""The host is to blame, not the account: the others of that host wait as well."""


class Stage(Enum):
    WAITING = auto()
    SIGNING_IN = auto()
    HELD = auto()


@dataclass(slots=True, eq=False)
class Entry:
    account: Watched
    again_s: float
    stage: Stage = Stage.WAITING
    failures: int = 0
    held_at: float = 0.0


@dataclass(slots=True)
class Tally:
    """What happened since it was last asked."""

    connects: int = 0
    failures: int = 0


class Roster:
    """For all threads of the watcher. Moments are monotonic."""

    def __init__(self, limits: Limits) -> None:
        self._lock = Lock()
        self._changed = Condition(self._lock)
        self._turns = Turns(limits)
        self._entries: dict[int, Entry] = {}
        self._waiting: list[tuple[float, int, Entry]] = []
        self._numbers = count()
        self._tally = Tally()

    def want(self, accounts: Mapping[int, Watched]) -> list[Entry]:
        """From now on these; whose connection, if there is one, is to be closed."""
        with self._lock:
            gone = [
                entry for pk, entry in self._entries.items() if accounts.get(pk) != entry.account
            ]
            for entry in gone:
                del self._entries[entry.account.pk]
            for pk in accounts.keys() - self._entries.keys():
                self._entries[pk] = Entry(accounts[pk], idle_span_s(accounts[pk].host))
                self._wait(self._entries[pk], 0.0)
            return gone

    def next(self, wait_s: float) -> Entry | None:
        """Somebody to sign in; None when nobody's turn comes within *wait_s*."""
        with self._changed:
            entry = self._next()
            if entry is None:
                until_s = self._waiting[0][0] - time.monotonic() if self._waiting else wait_s
                self._changed.wait(max(0.0, min(wait_s, until_s)))
                entry = self._next()
            return entry

    def _next(self) -> Entry | None:
        now = time.monotonic()
        while self._waiting and self._waiting[0][0] <= now:
            entry = heapq.heappop(self._waiting)[2]
            if not self._is_current(entry):
                continue
            if later_s := self._turns.begin(entry.account.host, now):
                self._wait(entry, later_s)
                continue
            entry.stage = Stage.SIGNING_IN
            return entry
        return None

    def is_current(self, entry: Entry) -> bool:
        """Whether somebody still wants this connection."""
        with self._lock:
            return self._is_current(entry)

    def held(self, entry: Entry) -> None:
        """The connection stands."""
        with self._lock:
            self._turns.ended(entry.account.host, time.monotonic(), answered=True)
            entry.stage, entry.held_at = Stage.HELD, time.monotonic()
            self._tally.connects += 1

    def failed(self, entry: Entry, problem: MailError) -> None:
        with self._lock:
            if isinstance(problem, NotNow):  # nobody was asked, so nothing failed
                self._turns.ended(entry.account.host, time.monotonic(), answered=True)
                entry.stage = Stage.WAITING
                self._wait(entry, problem.wait.total_seconds())
                return
            answered = problem.code not in NOT_REACHED
            self._turns.ended(entry.account.host, time.monotonic(), answered=answered)
            self._again_later(entry, problem)

    def broke(self, entry: Entry, ended: Ended) -> None:
        with self._lock:
            if not self._is_current(entry):
                return
            if ended.silent_s:
                entry.again_s = after_a_break(entry.again_s, ended.silent_s)
            if time.monotonic() - entry.held_at < LASTED_S:
                self._again_later(entry, ended.problem)
                return
            entry.failures, entry.stage = 0, Stage.WAITING
            self._wait(entry, AFTER_A_BREAK_S * random.random())  # noqa: S311 - to spread

    def holding(self) -> set[int]:
        with self._lock:
            return {pk for pk, entry in self._entries.items() if entry.stage is Stage.HELD}

    def tally(self) -> Tally:
        with self._lock:
            told, self._tally = self._tally, Tally()
            return told

    def _again_later(self, entry: Entry, problem: MailError) -> None:
        self._tally.failures += 1
        entry.failures, entry.stage = entry.failures + 1, Stage.WAITING
        # Where a person has to act the account is soon not ours any more.
        pause = next_attempt_after(entry.failures, problem.code) or LONGEST
        self._wait(entry, pause.total_seconds())

    def _wait(self, entry: Entry, seconds: float) -> None:
        at = time.monotonic() + seconds
        heapq.heappush(self._waiting, (at, next(self._numbers), entry))
        self._changed.notify()

    def _is_current(self, entry: Entry) -> bool:
        return self._entries.get(entry.account.pk) is entry
