"""What a database constraint can say about sealed columns: nothing is stored as it is."""

from __future__ import annotations

from django.db import models

SEALED = "v1."


def is_sealed(*columns: str) -> models.Q:
    """Each of *columns* is empty or sealed."""
    condition = models.Q()
    for column in columns:
        condition &= models.Q(**{column: ""}) | models.Q(**{f"{column}__startswith": SEALED})
    return condition
