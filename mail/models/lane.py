"""Whose turn it is: one lane for each kind of work of an account, and who holds it.

    idle ──make_due──▶ due ──dispatch──▶ dispatched ──take──▶ held ──release──▶ idle, or due again
                        ▲                    │                 │
                        └── nobody came ─────┘◀── lease ran out ┘

Every clock here is the database's, because workers on several machines disagree. The epoch grows
with every lease: who lost a lease finds another epoch and writes nothing more. ``asked`` grows
with every wish: work that came while the lane was held is seen when it is given back.
"""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.expressions import Combinable
from django.db.models.functions import Now

from accounts.database_time import from_now
from accounts.models import EmailAccount

MOST_WAITING = 200
"""Tasks of one lane name that wait in the broker at a time. The rest of a backlog stays here, in
the order of its due times, where losing the broker costs nothing."""

MOST_WAITING_BULK = 16
"""The same for what is left of large mailboxes: each takes long, and a task that waits for longer
than a lease counts as lost."""


class LaneName(models.TextChoices):
    SEND = "send"
    INTERACTIVE = "interactive"
    SYNC = "sync"


def lease_end() -> Combinable:
    return from_now(timedelta(seconds=settings.LEASE_S))


class LaneQuerySet(models.QuerySet["Lane"]):
    def free(self) -> LaneQuerySet:
        return self.filter(Q(lease_until__isnull=True) | Q(lease_until__lte=Now()))

    def due(self) -> LaneQuerySet:
        return self.filter(due_at__lte=Now())

    def due_later(self) -> LaneQuerySet:
        return self.filter(due_at__gt=Now())

    def ready(self) -> LaneQuerySet:
        """Due, held by nobody, and not handed out already."""
        unsent = Q(dispatched_until__isnull=True) | Q(dispatched_until__lte=Now())
        return self.due().free().filter(unsent)

    def claim_dispatch(self) -> bool:
        """Note that the lane is handed out; False when somebody else did it or it is not ready.

        A task that nobody takes for as long as a lease lasts counts as lost.
        """
        return bool(self.ready().update(dispatched_until=lease_end()))

    def room(self, name: str, *, bulk: bool) -> int:
        """How many more tasks of the kind the broker may get."""
        waiting = self.filter(name=name, bulk=bulk, dispatched_until__gt=Now()).count()
        return max(0, (MOST_WAITING_BULK if bulk else MOST_WAITING) - waiting)

    def to_dispatch(self, name: LaneName, *, bulk: bool) -> list[Lane]:
        """Ready lanes of a kind, those that wait longest first, as many as there is room for."""
        ready = self.filter(name=name, bulk=bulk).ready().order_by("due_at", "pk")
        return list(ready[: self.room(name, bulk=bulk)])


class Lane(models.Model):
    account = models.ForeignKey(EmailAccount, on_delete=models.CASCADE, related_name="lanes")
    name = models.CharField(max_length=12, choices=LaneName.choices)
    due_at = models.DateTimeField(null=True, blank=True)
    dispatched_until = models.DateTimeField(null=True, blank=True)
    asked = models.PositiveBigIntegerField(default=0)
    # More of the same is left: it goes on behind the work of accounts that are up to date.
    bulk = models.BooleanField(default=False)
    # All folders were listed since the account was last up to date: texts are what is left.
    is_listed = models.BooleanField(default=False)
    owner = models.CharField(max_length=36, blank=True, default="")
    lease_until = models.DateTimeField(null=True, blank=True)
    epoch = models.PositiveBigIntegerField(default=0)
    failures = models.PositiveIntegerField(default=0)

    objects = LaneQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "name"], name="one_lane_of_a_name")
        ]
        indexes = [
            # Serves the tick: which lanes are due.
            models.Index(fields=["name", "due_at"], name="lane_due"),
        ]

    def __str__(self) -> str:
        return f"{self.name} lane of account {self.account_id}"

    def ask(self) -> None:
        """Make the lane due now, whether or not somebody works in it."""
        Lane.objects.filter(pk=self.pk).update(due_at=Now(), asked=F("asked") + 1)
