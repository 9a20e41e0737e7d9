"""A conversation: messages of one account that answer one another, in whatever folders."""

from __future__ import annotations

from django.db import models

from accounts.models import EmailAccount
from mail.models.owned import OwnedQuerySet


class Thread(models.Model):
    account = models.ForeignKey(EmailAccount, on_delete=models.CASCADE, related_name="threads")

    objects = OwnedQuerySet["Thread"].as_manager()

    def __str__(self) -> str:
        return f"thread {self.pk}"


class ThreadReference(models.Model):
    """A message id that a thread's messages have or name, so that what arrives out of order finds
    its thread (RFC 5322 §3.6.4). ``digest`` is of the id, whose length its sender chooses."""

    account = models.ForeignKey(EmailAccount, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=32)
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="references")

    objects = OwnedQuerySet["ThreadReference"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "digest"], name="one_thread_of_an_id")
        ]

    def __str__(self) -> str:
        return f"reference to thread {self.thread_id}"
