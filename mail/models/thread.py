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
    """A place at which messages meet, and the thread of those that are there: see
    :class:`mail.core.threads.places.Place`. What arrives out of order finds its thread by it."""

    account = models.ForeignKey(
        EmailAccount, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    digest = models.CharField(max_length=32)
    topic = models.CharField(max_length=8, default="")
    is_own = models.BooleanField(default=False)
    is_trusted = models.BooleanField(default=False)
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="references")

    objects = OwnedQuerySet["ThreadReference"].as_manager()

    class Meta:
        constraints = [
            # Serves finding the threads of a batch of messages, and erasing an account's.
            models.UniqueConstraint(
                fields=["account", "digest", "topic"], name="one_thread_at_a_place"
            )
        ]

    def __str__(self) -> str:
        return f"reference to thread {self.thread_id}"
