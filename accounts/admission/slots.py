"""Connections as rows: one of a purpose for each account, few being opened at one server."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db.models import Count, Q

from accounts.admission.host import host_of
from accounts.database_time import from_now
from accounts.models.connection_slot import ConnectionSlot, ConnectionSlotQuerySet, Purpose
from mail.core.sync.breaker import Circuit
from mail.core.sync.jitter import half_to_whole
from mail.core.sync.not_now import NotNow, Why
from mail.core.sync.provider_limits import Limits

OPENED_AT_A_TIME, OF_A_SUSPECT = 2, 1
"""A server that has just died is first noticed by those who wait for it: no more than these, of the
four threads that bring mail in the smallest installation. One that is well takes a tenth of a
second for each."""

OPENING = timedelta(seconds=45)
"""Connecting, and signing in at a server that takes its time."""

SLOW = timedelta(seconds=1.5)
"""An opening that takes longer is no longer worth waiting for with a thread."""

SOON, SLOW_WAITS, SUSPECT_WAITS = (timedelta(seconds=s) for s in (0.4, 4, 10))

HELD_FOR = {
    Purpose.SYNC: timedelta(minutes=2),
    Purpose.SEND: timedelta(minutes=11),  # RFC 5321 §4.5.3.2.6: ten for the reply after DATA
}
"""After this nobody counts on it any more. A session that lasts longer is merely not counted; the
slot of an idle one is renewed by its watcher (``accounts/admission/idle.py``)."""


@dataclass(frozen=True, slots=True)
class Slot:
    """*token* is the holder's: who was taken over finds another one."""

    account_id: int
    purpose: Purpose
    token: str

    def note_opened(self) -> None:
        """Signed in: it no longer counts among those that are being opened."""
        held_for = HELD_FOR.get(self.purpose, timedelta(seconds=settings.LEASE_S))
        self._mine().update(opening=False, until=from_now(held_for))

    def give_back(self) -> None:
        self._mine().update(token="", until=None, opening=False)

    def _mine(self) -> ConnectionSlotQuerySet:
        rows = ConnectionSlot.objects.filter(account_id=self.account_id, purpose=self.purpose)
        return rows.filter(token=self.token)


@dataclass(frozen=True, slots=True)
class Asked:
    """For whom a connection is to be opened, where, and what for. *mailbox* is the key of the
    account's address, which other accounts may read as well."""

    account_id: int
    server: str
    purpose: Purpose
    mailbox: str = ""


def take_slot(asked: Asked, circuit: Circuit, limits: Limits) -> Slot:
    """The row of the host is locked. Raises NotNow."""
    _raise_if_full(asked, circuit, limits)
    mine = ConnectionSlot.objects.filter(account_id=asked.account_id, purpose=asked.purpose)
    slot = Slot(asked.account_id, asked.purpose, str(uuid.uuid4()))
    until = from_now(OPENING)
    columns = {"server": asked.server, "token": slot.token, "until": until, "opening": True}
    if _of_right(mine, asked.purpose).update(**columns):
        return slot
    ConnectionSlot.objects.get_or_create(account_id=asked.account_id, purpose=asked.purpose)
    if _of_right(mine, asked.purpose).update(**columns):
        return slot
    raise NotNow(Why.SLOT, half_to_whole(SOON), host=host_of(asked.server))


def _of_right(mine: ConnectionSlotQuerySet, purpose: Purpose) -> ConnectionSlotQuerySet:
    """Who holds the lane (or the watch) takes over what a killed holder left behind."""
    return mine.free() if purpose is Purpose.INTERACTIVE else mine


def _raise_if_full(asked: Asked, circuit: Circuit, limits: Limits) -> None:
    others = ConnectionSlot.objects.held().not_waiting().filter(server=asked.server)
    held = others.exclude(account_id=asked.account_id, purpose=asked.purpose).aggregate(
        at_once=Count("pk", filter=Q(opening=True)),
        slow=Count("pk", filter=Q(opening=True, until__lt=from_now(OPENING - SLOW))),
        working=Count("pk", filter=~Q(purpose=Purpose.IDLE)),
    )
    is_well = circuit is Circuit.CLOSED
    if held["at_once"] >= (OPENED_AT_A_TIME if is_well else OF_A_SUSPECT):
        wait = SUSPECT_WAITS if not is_well else SLOW_WAITS if held["slow"] else SOON
    elif held["working"] >= limits.working and asked.purpose is not Purpose.IDLE:
        wait = SUSPECT_WAITS
    else:
        return
    raise NotNow(Why.OPENING, half_to_whole(wait), host=host_of(asked.server))
