"""Something changed for a person: a number and a name, never mail text.

The rows are the truth; whatever wakes the stream is only a hint. A stream resumes after the last
number that its browser has seen.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models


class EventName(models.TextChoices):
    MAIL = "mail"
    OUTBOX = "outbox"


class Event(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    name = models.CharField(max_length=12, choices=EventName.choices)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["user", "id"], name="event_stream")]

    def __str__(self) -> str:
        return f"event {self.pk}"
