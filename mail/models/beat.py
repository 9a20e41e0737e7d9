"""When a part of the engine last showed life: what ``readyz`` and ``doctor`` look at."""

from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.db.models import F
from django.db.models.functions import Now

TICK = "tick"


class Beat(models.Model):
    name = models.CharField(max_length=20, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"beat of {self.name}"

    @classmethod
    def note(cls, name: str) -> None:
        if not cls.objects.filter(pk=name).update(at=Now()):
            cls.objects.get_or_create(name=name, defaults={"at": Now()})

    @classmethod
    def age(cls, name: str) -> timedelta | None:
        """How long ago *name* showed life, by the database's clock; None when it never did."""
        span = models.ExpressionWrapper(Now() - F("at"), output_field=models.DurationField())
        return cls.objects.filter(pk=name).annotate(age=span).values_list("age", flat=True).first()
