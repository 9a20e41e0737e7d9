"""Filling the columns that follow from others, for cards that are here already."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from django.db import transaction

from cards.models import Company, Person
from cards.models.card import Card, CardQuerySet

BATCH = 500


def resort() -> int:
    """Derive what lists sort by and searches look through of every card; how many there are.

    Works while people work: each batch is locked for itself, and a card that is saved meanwhile
    has the new keys either way.
    """
    return sum(_resort(kind) for kind in (Company, Person))


def _resort(kind: type[Company] | type[Person]) -> int:
    return sum(_batches(cast("CardQuerySet[Card]", kind.objects.all()), kind.derived_fields()))


def _batches(rows: CardQuerySet[Card], fields: set[str]) -> Iterator[int]:
    """How many cards each batch had, as it is written."""
    last = 0
    while True:
        with transaction.atomic():
            batch = list(rows.filter(pk__gt=last).order_by("pk").select_for_update()[:BATCH])
            for card in batch:
                card.derive()
            rows.bulk_update(batch, fields)
        if not batch:
            return
        yield len(batch)
        last = batch[-1].pk
