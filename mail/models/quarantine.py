"""Why a message could not be taken, and what a person may do about it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from accounts.models import EmailAccount
from mail.models.message import Message
from mail.models.owned import OwnedQuerySet


class Reason(models.TextChoices):
    RECORD = "record"  # what the server says about it could not be understood
    TEXT = "text"  # its text could not be understood, or is not given
    STORE = "store"  # the database refuses it
    DROPPED = "dropped"  # the connection breaks whenever it is asked for


class Quarantined(models.Model):
    """Beside the row of a message whose state is ``unreadable``, and only there."""

    message = models.OneToOneField(
        Message, on_delete=models.CASCADE, primary_key=True, related_name="quarantine"
    )
    account = models.ForeignKey(EmailAccount, on_delete=models.CASCADE, related_name="quarantined")
    reason = models.CharField(max_length=8, choices=Reason.choices)
    server_said = models.CharField(max_length=500, blank=True, default="")
    since = models.DateTimeField()
    # Somebody asked to try again and the next synchronisation will; when it did last.
    retry_asked = models.BooleanField(default=False)
    tried_at = models.DateTimeField(null=True, blank=True)

    objects = OwnedQuerySet["Quarantined"].as_manager()

    class Meta:
        indexes = [
            # Serves the synchronisation: what is to be tried again.
            models.Index(
                fields=["account"], name="quarantine_retry", condition=Q(retry_asked=True)
            ),
        ]

    def __str__(self) -> str:
        return f"message {self.message_id}: {self.reason}"
