"""Which process holds the idle connection of an account: one at most, for as long as it lives.

    free ──claim──▶ claimed ──connected──▶ watched ──broken──▶ claimed …
      ▲                │                      │
      └── given back ──┴── lease ran out ─────┘

The lease is renewed for all accounts of a process in one statement. A process that could not renew
it hangs up before somebody else may take over. Clocks are the database's.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Now

from accounts.models import EmailAccount
from mail.models.lane import lease_end


class WatchQuerySet(models.QuerySet["Watch"]):
    def free(self) -> WatchQuerySet:
        return self.filter(Q(lease_until__isnull=True) | Q(lease_until__lte=Now()))

    def claimed(self) -> WatchQuerySet:
        return self.filter(lease_until__gt=Now())

    def live(self) -> WatchQuerySet:
        """Accounts that are watched now: what happens in their INBOX is noticed at once."""
        return self.claimed().filter(since__isnull=False)

    def of(self, owner: str) -> WatchQuerySet:
        return self.filter(owner=owner)

    def claim(self, owner: str, accounts: Collection[int]) -> None:
        """Those of *accounts* that nobody has are *owner*'s from now on."""
        Watch.objects.bulk_create([Watch(account_id=pk) for pk in accounts], ignore_conflicts=True)
        with transaction.atomic():
            # Locked in one order, so that two who claim at once do not wait for each other.
            free = self.filter(account__in=accounts).free().select_for_update(skip_locked=True)
            pks = list(free.order_by("pk").values_list("pk", flat=True))
            self.filter(pk__in=pks).free().update(owner=owner, lease_until=lease_end(), since=None)

    def renew(self) -> None:
        self.claimed().update(lease_until=lease_end())

    def give_back(self) -> None:
        self.update(owner="", lease_until=None, since=None)


class Watch(models.Model):
    account = models.OneToOneField(EmailAccount, on_delete=models.CASCADE, related_name="watch")
    owner = models.CharField(max_length=36, blank=True, default="", db_index=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    # Since when the connection stands; none while it does not.
    since = models.DateTimeField(null=True, blank=True)

    objects = WatchQuerySet.as_manager()

    def __str__(self) -> str:
        return f"watch of account {self.account_id}"


class WatchCount(models.Model):
    """What all watchers have done since the beginning, for the metrics."""

    name = models.CharField(max_length=20, primary_key=True)
    total = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name}: {self.total}"

    @classmethod
    def add(cls, counts: Mapping[str, int]) -> None:
        for name, number in counts.items():
            more = cls.objects.filter(pk=name)
            if number and not more.update(total=F("total") + number):
                cls.objects.get_or_create(name=name)
                more.update(total=F("total") + number)
