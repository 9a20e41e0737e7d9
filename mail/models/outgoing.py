"""A message on its way out, and the whole truth about how far it came.

    held ◀── queued ──▶ sending ──▶ sent    held: taken back by the person, to be written anew
      ▲          │  ├────▶ failed       refused for good; the person decides
      │          │  └────▶ in_doubt     the connection broke after DATA: it may have gone out
      └ deferred ◀┘                     tried again by itself

Bytes, Message-ID and date are frozen when the row is made: every try sends the same message.
"""

from __future__ import annotations

from typing import Self

from django.db import models

from accounts.models import EmailAccount
from mail.models.message import Message
from mail.models.owned import OwnedQuerySet


class OutgoingState(models.TextChoices):
    HELD = "held"
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    DEFERRED = "deferred"
    FAILED = "failed"
    IN_DOUBT = "in_doubt"


WAITING = (OutgoingState.QUEUED, OutgoingState.DEFERRED)
"""Not on its way: it can still be taken back."""


class CopyState(models.TextChoices):
    NONE = "none"  # not sent yet
    PENDING = "pending"
    STORED = "stored"


class OutgoingQuerySet(OwnedQuerySet["OutgoingMessage"]):
    def not_sent(self) -> Self:
        """Few among many: with these words SQLite, too, finds them by their index."""
        return self.exclude(state=OutgoingState.SENT)


class OutgoingMessage(models.Model):
    account = models.ForeignKey(EmailAccount, on_delete=models.CASCADE, related_name="outgoing")
    # The form's token: a double click makes one row.
    token = models.CharField(max_length=64, unique=True)
    state = models.CharField(
        max_length=10, choices=OutgoingState.choices, default=OutgoingState.QUEUED
    )
    copy_state = models.CharField(max_length=10, choices=CopyState.choices, default=CopyState.NONE)
    message_id = models.CharField(max_length=255)
    subject = models.CharField(max_length=998, blank=True, default="")
    recipients = models.JSONField(default=list)
    refused = models.JSONField(default=list)
    raw = models.BinaryField()
    answers = models.ForeignKey(Message, null=True, blank=True, on_delete=models.SET_NULL)
    not_before = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    data_started_at = models.DateTimeField(null=True, blank=True)
    problem_code = models.CharField(max_length=40, blank=True, default="")
    problem_subject = models.CharField(max_length=500, blank=True, default="")
    server_said = models.CharField(max_length=500, blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = OutgoingQuerySet.as_manager()

    class Meta:
        indexes = [
            # Serves the send lane: what of this account is to be sent.
            models.Index(fields=["account", "state"], name="outgoing_by_state"),
            # Serves readyz, metrics and doctor: what has not left, among many that have.
            models.Index(
                fields=["state", "created_at"],
                name="outgoing_unsettled",
                condition=~models.Q(state="sent"),
            ),
        ]

    def __str__(self) -> str:
        return f"outgoing message {self.pk}"
