"""Whose turn it is: one lane for each kind of work of an account, and the lease on it.

A lane says when work is due, whether it was handed to a worker, and who holds it. The epoch grows
with every lease: a worker that lost its lease finds another epoch and writes nothing more.
"""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone

from accounts.models import EmailAccount

DISPATCH_FOR = timedelta(seconds=30)
"""How long a task may stay unclaimed before the tick hands the work out again."""


class LaneName(models.TextChoices):
    SYNC = "sync"
    INTERACTIVE = "interactive"
    SEND = "send"


class LaneQuerySet(models.QuerySet["Lane"]):
    def due(self, now: datetime) -> LaneQuerySet:
        free = Q(lease_until__isnull=True) | Q(lease_until__lte=now)
        unsent = Q(dispatched_until__isnull=True) | Q(dispatched_until__lte=now)
        return self.filter(free, unsent, due_at__lte=now)

    def dispatch(self, now: datetime) -> list[tuple[int, str]]:
        """(account id, lane name) of due work, noted so that the next tick leaves it alone."""
        handed_out = []
        for lane in self.due(now).order_by("due_at")[:500]:
            claimed = self.due(now).filter(pk=lane.pk)
            if claimed.update(dispatched_until=now + DISPATCH_FOR):
                handed_out.append((lane.account_id, lane.name))
        return handed_out


class Lane(models.Model):
    account = models.ForeignKey(EmailAccount, on_delete=models.CASCADE, related_name="lanes")
    name = models.CharField(max_length=12, choices=LaneName.choices)
    due_at = models.DateTimeField(null=True, blank=True)
    dispatched_until = models.DateTimeField(null=True, blank=True)
    owner = models.CharField(max_length=36, blank=True, default="")
    lease_until = models.DateTimeField(null=True, blank=True)
    epoch = models.PositiveBigIntegerField(default=0)
    failures = models.PositiveIntegerField(default=0)

    objects = LaneQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "name"], name="one_lane_of_a_name")
        ]
        # Serves the tick: which lanes are due.
        indexes = [models.Index(fields=["due_at"], name="lane_due")]

    def __str__(self) -> str:
        return f"{self.name} lane of account {self.account_id}"


class LeaseLost(Exception):
    """Another worker took over; what this one was about to write is rolled back."""


class Lease:
    """A held lane. ``renew`` belongs into every transaction that writes results."""

    def __init__(self, lane_id: int, epoch: int, owner: str, taken_at: datetime) -> None:
        self.lane_id, self.epoch, self.owner, self.taken_at = lane_id, epoch, owner, taken_at

    @classmethod
    def take(cls, account_id: int, name: LaneName) -> Lease | None:
        """The lease, or None while somebody else holds it. Database time, not the worker's."""
        lane, _made = Lane.objects.get_or_create(account_id=account_id, name=name)
        owner, taken_at = str(uuid.uuid4()), timezone.now()
        free = Q(lease_until__isnull=True) | Q(lease_until__lte=Now())
        taken = Lane.objects.filter(free, pk=lane.pk).update(
            owner=owner, epoch=F("epoch") + 1, lease_until=_lease_end()
        )
        if not taken:
            return None
        epoch = Lane.objects.values_list("epoch", flat=True).get(pk=lane.pk, owner=owner)
        return cls(lane.pk, epoch, owner, taken_at)

    def renew(self) -> None:
        """Raises LeaseLost, which rolls the surrounding transaction back."""
        if not self._mine().update(lease_until=_lease_end()):
            raise LeaseLost

    def release(self, *, due_at: datetime | None, failures: int = 0) -> None:
        """Give the lane back, due at *due_at* or, when new work came meanwhile, at once."""
        untouched = Q(due_at__isnull=True) | Q(due_at__lte=self.taken_at)
        self._mine().filter(untouched).update(due_at=due_at)
        self._mine().update(lease_until=None, owner="", dispatched_until=None, failures=failures)

    def _mine(self) -> LaneQuerySet:
        return Lane.objects.filter(pk=self.lane_id, epoch=self.epoch, owner=self.owner)


def _lease_end() -> models.expressions.Combinable:
    return models.ExpressionWrapper(
        Now() + timedelta(seconds=settings.LEASE_S), output_field=models.DateTimeField()
    )
