"""Who holds a connection to which server: at most one of a purpose for each account.

A slot has an end, so that a killed worker's frees itself; a watcher puts off that of the idle
connections which stand. Of the purposes that only the holder of a
lane (or of the watch) connects for, the newest holder takes the slot over; the interactive one is
shared by lanes and pages, and waited for.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from accounts.models.email_account import EmailAccount


class Purpose(models.TextChoices):
    IDLE = "idle"
    SYNC = "sync"
    INTERACTIVE = "interactive"
    SEND = "send"
    TOKEN = "token"


class ConnectionSlotQuerySet(models.QuerySet["ConnectionSlot"]):
    def held(self) -> ConnectionSlotQuerySet:
        return self.filter(until__gt=Now())

    def not_waiting(self) -> ConnectionSlotQuerySet:
        """All but the idle connections that stand, of which there may be thousands."""
        at_work = [purpose for purpose in Purpose if purpose is not Purpose.IDLE]
        return self.filter(Q(opening=True) | Q(opening=False, purpose__in=at_work))

    def free(self) -> ConnectionSlotQuerySet:
        return self.filter(Q(until__isnull=True) | Q(until__lte=Now()))


class ConnectionSlot(models.Model):
    account = models.ForeignKey(EmailAccount, on_delete=models.CASCADE, related_name="slots")
    purpose = models.CharField(max_length=12, choices=Purpose.choices)
    server = models.CharField(max_length=300, blank=True, default="")
    token = models.CharField(max_length=36, blank=True, default="")
    until = models.DateTimeField(null=True, blank=True)
    # Connecting, or signing in: a server that died is noticed by those that stay so.
    opening = models.BooleanField(default=False)

    objects = ConnectionSlotQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "purpose"], name="one_slot_of_a_purpose")
        ]
        indexes = [
            # Serves the count of those that are opened or at work at one server, of which thousands
            # may be idle.
            models.Index(
                fields=["server", "opening", "purpose", "until"], name="slots_at_a_server"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} connection of account {self.account_id}"
