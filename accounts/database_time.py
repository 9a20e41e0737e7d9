"""Moments by the database's clock: workers on several machines disagree about the time."""

from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.db.models.expressions import Combinable
from django.db.models.functions import Now


def from_now(wait: timedelta) -> Combinable:
    return models.ExpressionWrapper(Now() + wait, output_field=models.DateTimeField())
