"""A change made here that the server has yet to learn."""

from __future__ import annotations

from django.db import models

from accounts.models import EmailAccount
from mail.models.message import Message
from mail.models.owned import OwnedQuerySet


class ActionKind(models.TextChoices):
    SEEN = "seen"
    UNSEEN = "unseen"
    FLAG = "flag"
    UNFLAG = "unflag"
    ANSWERED = "answered"


class PendingAction(models.Model):
    account = models.ForeignKey(
        EmailAccount, on_delete=models.CASCADE, related_name="pending_actions"
    )
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="pending_actions")
    kind = models.CharField(max_length=10, choices=ActionKind.choices)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = OwnedQuerySet["PendingAction"].as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.kind} message {self.message_id}"
