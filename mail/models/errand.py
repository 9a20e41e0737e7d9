"""Something a person wants from the server that a page cannot wait for.

    waiting ──▶ working ──▶ done
       ▲            ├─────▶ failed
       └── killed ──┘

The work stands in the row, so that losing the task or the worker loses nothing; doing it twice
does no harm. What comes of it is written into the same row, which the page shows.
"""

from __future__ import annotations

from typing import Self

from django.db import models

from accounts.models import EmailAccount
from mail.models.mailbox import Mailbox
from mail.models.message import Message
from mail.models.owned import OwnedQuerySet


class ErrandKind(models.TextChoices):
    SOURCE = "source"  # the message as the server has it
    SUBSCRIBE = "subscribe"
    UNSUBSCRIBE = "unsubscribe"
    SEARCH = "search"  # mail of a folder that is not here


SUBSCRIPTIONS = (ErrandKind.SUBSCRIBE, ErrandKind.UNSUBSCRIBE)


class ErrandState(models.TextChoices):
    WAITING = "waiting"
    WORKING = "working"
    DONE = "done"
    FAILED = "failed"


OPEN = (ErrandState.WAITING, ErrandState.WORKING)

PART = 500
"""Messages of a search that one errand brings: what one page can show."""


class ErrandQuerySet(OwnedQuerySet["Errand"]):
    def still_open(self) -> Self:
        return self.filter(state__in=OPEN)


class Errand(models.Model):
    account = models.ForeignKey(EmailAccount, on_delete=models.CASCADE, related_name="errands")
    kind = models.CharField(max_length=12, choices=ErrandKind.choices)
    state = models.CharField(max_length=8, choices=ErrandState.choices, default=ErrandState.WAITING)
    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, null=True, related_name="+")
    message = models.ForeignKey(Message, on_delete=models.CASCADE, null=True, related_name="+")
    query = models.CharField(max_length=200, blank=True, default="")
    # What the server was asked for, where it cannot look for all of the query.
    asked = models.CharField(max_length=200, blank=True, default="")
    # A further part of a search: what is older than this uid, in this numbering.
    before_uid = models.PositiveBigIntegerField(default=0)
    uidvalidity = models.PositiveBigIntegerField(default=0)
    # How many the server found in all, how many of them are newer than this part; then of the
    # part, the oldest, how many were brought, and their rows.
    total = models.PositiveIntegerField(default=0)
    newer = models.PositiveIntegerField(default=0)
    oldest_uid = models.PositiveBigIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    found = models.JSONField(default=list)
    text = models.TextField(blank=True, default="")
    tries = models.PositiveSmallIntegerField(default=0)
    problem_code = models.CharField(max_length=40, blank=True, default="")
    server_said = models.CharField(max_length=500, blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ErrandQuerySet.as_manager()

    class Meta:
        indexes = [
            # Serves the worker: what is still to be done for an account.
            models.Index(fields=["account", "state"], name="errand_open"),
            # Serves putting old ones away.
            models.Index(fields=["created_at"], name="errand_age"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of account {self.account_id}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def part(self) -> int:
        """How many of what the server found this errand brings."""
        return min(self.total - self.newer, PART)

    @property
    def older(self) -> int:
        """How many are left to further parts."""
        return self.total - self.newer - self.part
