"""What one synchronisation did: the log that a person can be shown."""

from __future__ import annotations

from django.db import models

from accounts.models import EmailAccount
from mail.models.owned import OwnedQuerySet


class SyncRun(models.Model):
    account = models.ForeignKey(EmailAccount, on_delete=models.CASCADE, related_name="sync_runs")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    mailboxes = models.PositiveIntegerField(default=0)
    fetched = models.PositiveIntegerField(default=0)
    flags = models.PositiveIntegerField(default=0)
    expunged = models.PositiveIntegerField(default=0)
    bytes_in = models.PositiveBigIntegerField(default=0)  # on the wire
    complete = models.BooleanField(default=False)
    problem_code = models.CharField(max_length=40, blank=True, default="")

    objects = OwnedQuerySet["SyncRun"].as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["account", "-started_at"], name="sync_run_log"),
            # Serves the metrics of the last hour, and putting old runs away.
            models.Index(fields=["started_at"], name="sync_run_age"),
        ]

    def __str__(self) -> str:
        return f"sync run {self.pk}"
