"""Holding a lane: one worker at a time, for as long as it shows life.

``renew`` is the fence. It stands in every transaction that writes results and is a conditional
UPDATE: with the row locked until the commit nobody can take the lane over in between, and where
somebody already has, the whole transaction rolls back. Reading the epoch would not do.
"""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.db import DatabaseError, InterfaceError, connection, transaction
from django.db.models import Case, F, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Now
from django.db.models.sql import UpdateQuery
from django.utils.functional import cached_property

from accounts.database_time import from_now
from mail.core.errors import Code
from mail.core.sync.backoff import next_attempt_after
from mail.core.sync.not_now import NotNow
from mail.models import Lane
from mail.models.lane import LaneName, LaneQuerySet, lease_end
from mail.services import heartbeat, lanes
from mail.services.stopping import Stopping

log = logging.getLogger(__name__)


class LeaseLost(Exception):
    """Another worker took over; what this one was about to write is rolled back."""


ENDS_THE_WORK = (LeaseLost, Stopping, DatabaseError, InterfaceError)
"""What no piece of work may take for a fault of its own."""


class Lease:
    """A held lane. ``failures`` is how many attempts before this one failed in a row."""

    def __init__(self, lane: Lane) -> None:
        self.lane_id, self.epoch, self.owner = lane.pk, lane.epoch, lane.owner
        self.asked, self.failures, self.is_listed = lane.asked, lane.failures, lane.is_listed
        self.lost = self.released = False
        self.showed_life_at = time.monotonic()

    @classmethod
    def take(cls, account_id: int, name: LaneName, *, only_due: bool = False) -> Lease | None:
        """The lease, or None while somebody else holds it or, *only_due*, when nothing is due."""
        Lane.objects.get_or_create(account_id=account_id, name=name)
        owner = str(uuid.uuid4())
        lane = Lane.objects.filter(account_id=account_id, name=name)
        wanted = lane.due() if only_due else lane
        taken = wanted.free().update(
            owner=owner, epoch=F("epoch") + 1, lease_until=lease_end(), dispatched_until=None
        )
        return cls(lane.get(owner=owner)) if taken else None

    def renew(self) -> None:
        """The fence. Raises LeaseLost, which rolls the surrounding transaction back."""
        self._extend()
        self.go_on()
        self.showed_life_at = time.monotonic()

    def _extend(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(*self._renewal)
            if not cursor.rowcount:
                self.lost = True

    @cached_property
    def _renewal(self) -> tuple[str, tuple[Any, ...]]:
        """The statement and its values, found once: each unit of work says it."""
        query: Any = self._mine().query.chain(UpdateQuery)
        query.add_update_values({"lease_until": lease_end()})
        statement, values = query.get_compiler(connection=connection).as_sql()
        return statement, values

    def go_on(self) -> None:
        """Raises LeaseLost when the heartbeat found that the lane is somebody else's."""
        if self.lost:
            raise LeaseLost

    def keep_alive(self) -> None:
        """What the heartbeat does: renew without counting it as a sign of life of the work."""
        if self._is_locked():
            return  # by a transaction of its own worker, which has just renewed it
        self._extend()

    def _is_locked(self) -> bool:
        """Whether waiting for the row would hold up the other leases of this process."""
        if not connection.features.has_select_for_update_skip_locked:
            return False
        with transaction.atomic():
            free = self._mine().select_for_update(skip_locked=True).values_list("pk", flat=True)
            return not free.first() and self._mine().exists()

    def release(
        self, *, due_at: datetime | Combinable | None, failures: int = 0, bulk: bool = False
    ) -> None:
        """Give the lane back, due at *due_at* or, when somebody asked meanwhile, at once.

        Raises LeaseLost, which rolls the surrounding transaction back.
        """
        unasked = When(asked=self.asked, then=due_at if due_at is not None else Value(None))
        given_back = self._mine().update(
            due_at=Case(unasked, default=Now()),
            lease_until=None,
            owner="",
            dispatched_until=None,
            failures=failures,
            bulk=bulk,
        )
        if not given_back:
            self.lost = True
            raise LeaseLost
        transaction.on_commit(self._given_back)

    def _given_back(self) -> None:
        self.released = True  # not before the commit: a rollback keeps the lane
        lanes.dispatch_if_ready(self.lane_id)

    def _mine(self) -> LaneQuerySet:
        return Lane.objects.filter(pk=self.lane_id, epoch=self.epoch, owner=self.owner)


@contextmanager
def held(
    account_id: int, name: LaneName, *, only_due: bool = False, silent_s: float = 120.0
) -> Iterator[Lease | None]:
    """Hold the lane while the block runs and give it back whatever happens; None if it is taken.

    *silent_s* is how long the work may be without a ``renew`` of its own, which is the longest
    deadline of one command: after that the heartbeat lets the lease run out. The block calls
    ``release``; where it does not, the lane is due at once, or after a pause when it failed. A
    NotNow out of the block ends here: nothing failed, and the lane is due when its wait is over.
    """
    lease = Lease.take(account_id, name, only_due=only_due)
    if lease is None:
        yield None
        return
    with heartbeat.beating(lease, silent_s):
        try:
            yield lease
        except (LeaseLost, Stopping):
            _give_back(lease, timedelta(0), lease.failures)
        except NotNow as not_now:
            _give_back(lease, not_now.wait, lease.failures)
        except Exception:
            pause = next_attempt_after(lease.failures + 1, Code.INTERNAL)
            _give_back(lease, pause or timedelta(0), lease.failures + 1)
            raise
        else:
            _give_back(lease, timedelta(0), lease.failures)


def _give_back(lease: Lease, pause: timedelta, failures: int) -> None:
    if lease.lost or lease.released:
        return
    try:
        lease.release(due_at=from_now(pause), failures=failures)
    except LeaseLost:
        log.info("lease lost lane=%s", lease.lane_id)
    except Exception:
        # The database is away: the lease runs out by itself, and the tick finds the lane.
        log.warning("lease not released lane=%s", lease.lane_id)
