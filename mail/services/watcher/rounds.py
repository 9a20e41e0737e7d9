"""The watcher as a whole: every few seconds, which accounts are ours and are they as they were."""

from __future__ import annotations

import logging
import math
import time
import uuid
from collections.abc import Callable

from django.conf import settings
from django.db import DatabaseError, InterfaceError, close_old_connections, connections
from django.db.models.functions import Now

from accounts.admission import end_idle, keep_idle
from mail.core.sync.turns import Limits
from mail.models import Watch, WatchCount
from mail.services.stopping import is_stopping
from mail.services.watcher import accounts
from mail.services.watcher.hands import Hands
from mail.services.watcher.roster import Entry, Roster
from mail.services.watcher.taking_over import take_over
from mail.services.watcher.waker import Waker
from mail.transport.imap_signed_in import Ended
from mail.transport.imap_watch import WatchLoop
from mail.transport.open_files import make_room

log = logging.getLogger(__name__)

ROUND_S = 3.0
RENEWALS_IN_A_LEASE = 4
HELD_FOR = 0.9
"""Of a lease that could not be renewed: then this process has hung up."""

BATCH = 500
"""Accounts that one round claims at most."""


class Watcher:
    """*most*: connections that this process holds. *again_s*: how long one IDLE lasts, instead of
    what is known of the host."""

    def __init__(
        self,
        *,
        most: int | None = None,
        limits: Limits | None = None,
        again_s: float | None = None,
        round_s: float = ROUND_S,
    ) -> None:
        self.owner = str(uuid.uuid4())
        self._most = settings.WATCHER_CONNECTIONS if most is None else most
        self._again_s = again_s
        self._round_s = min(round_s, settings.LEASE_S / RENEWALS_IN_A_LEASE)
        self._waker = Waker()
        self._loop = WatchLoop[Entry](self._has_news, self._ended)
        self._roster = Roster(limits or Limits())
        self._hands = Hands(self._roster, self._sign_in)
        self._told: set[int] = set()  # whose connection the database knows to stand
        self._renewed_at = -math.inf

    def run(
        self,
        tell: Callable[[], None] = lambda: None,
        until: Callable[[], bool] = is_stopping,
    ) -> None:
        """Until the process stops, or *until* says so. *tell* is called after every round that
        went well."""
        self._begin()
        try:
            while not until():
                if self._round() and self._loop.is_well:
                    tell()
                _sleep(self._round_s, until)
        finally:
            self._end()

    def _begin(self) -> None:
        fit = make_room(self._most)
        if fit < self._most:
            log.warning("watcher connections=%s wanted=%s limit=open-files", fit, self._most)
        self._most = fit
        for part in (self._loop, self._waker, self._hands):
            part.start()

    def _end(self) -> None:
        self._hands.stop()
        self._loop.stop()
        self._waker.stop()
        try:
            mine = Watch.objects.of(self.owner)
            end_idle(mine.values("account"))
            mine.give_back()
        except (DatabaseError, InterfaceError):
            log.warning("watcher not given back owner=%s", self.owner)
        finally:
            connections.close_all()

    def _round(self) -> bool:
        """Whether it went well."""
        try:
            close_old_connections()
            self._renew()
            self._claim()
            self._note()
            return True
        except (DatabaseError, InterfaceError) as problem:
            log.warning("watcher round problem=%s", type(problem).__name__)
            connections.close_all()
        except Exception:
            log.exception("watcher")
        return False

    def _renew(self) -> None:
        """Were it not possible, the loop hangs up before somebody else may take over."""
        now = time.monotonic()
        if now - self._renewed_at < settings.LEASE_S / RENEWALS_IN_A_LEASE:
            return
        mine = Watch.objects.of(self.owner)
        mine.renew()
        keep_idle(mine.live().values("account"))
        self._renewed_at = now
        self._loop.hold_until(now + settings.LEASE_S * HELD_FOR)

    def _claim(self) -> None:
        mine = accounts.of(self.owner)
        claims = set(Watch.objects.of(self.owner).values_list("account_id", flat=True))
        if lost := claims - mine.keys():
            Watch.objects.of(self.owner).filter(account__in=lost).give_back()
        room = min(BATCH, self._most - len(mine))
        if room > 0 and (free := accounts.without_a_watcher(room)):
            Watch.objects.claim(self.owner, free)
            mine = accounts.of(self.owner)
        for entry in self._roster.want(mine):
            self._loop.drop(entry)

    def _note(self) -> None:
        """Tell the database whose connection stands, and what happened."""
        holding = self._roster.holding()
        mine = Watch.objects.of(self.owner)
        if new := holding - self._told:
            mine.filter(account__in=new).update(since=Now())
        if gone := self._told - holding:
            mine.filter(account__in=gone).update(since=None)
            end_idle(gone)
        self._told = holding
        tally = self._roster.tally()
        woken, self._waker.woken = self._waker.woken, 0
        WatchCount.add({"connects": tally.connects, "failures": tally.failures, "wakes": woken})

    # In other threads.

    def _sign_in(self, entry: Entry) -> None:
        pk = entry.account.pk
        signed_in, differs = take_over(pk, self._again_s or entry.again_s)
        self._roster.held(entry)
        self._loop.take(entry, signed_in)
        if not self._roster.is_current(entry):  # edited meanwhile, or somebody else's by now
            self._loop.drop(entry)
        elif differs:
            self._waker.tell(pk)

    def _has_news(self, entry: Entry) -> None:
        self._waker.tell(entry.account.pk)

    def _ended(self, entry: Entry, ended: Ended) -> None:
        log.info("watcher account=%s ended=%s", entry.account.pk, ended.problem.code.value)
        self._roster.broke(entry, ended)


def _sleep(seconds: float, until: Callable[[], bool]) -> None:
    ends_at = time.monotonic() + seconds
    while not until() and time.monotonic() < ends_at:
        time.sleep(min(0.1, seconds))
