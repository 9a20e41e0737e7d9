"""Moments by the database's clock: workers on several machines disagree about the time."""

from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.db.models import F
from django.db.models.expressions import Combinable
from django.db.models.functions import Now


def from_now(wait: timedelta) -> Combinable:
    # SQLite writes what it computes with more digits than its clock has: within a millisecond a
    # moment without any wait would lie ahead.
    if not wait:
        return Now()
    return models.ExpressionWrapper(Now() + wait, output_field=models.DateTimeField())


def age_of(column: str) -> Combinable:
    """How long ago the moment in *column* was; negative while it lies ahead."""
    return models.ExpressionWrapper(Now() - F(column), output_field=models.DurationField())
