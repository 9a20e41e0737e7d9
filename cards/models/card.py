"""What person and company cards share: they are found by words and sorted by name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Self, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q

from cards.collation import LOCALES, sort_column, sort_keys
from crm_inbox.models import User

CardT = TypeVar("CardT", bound="Card", covariant=True)

ID_DIGITS = 19
"""The largest id of both stores has as many."""


class CardQuerySet(models.QuerySet[CardT]):
    def for_user(self, user: User | AnonymousUser) -> Self:
        """Cards are shared by everybody who works here."""
        return self.all() if user.is_authenticated and user.is_active else self.none()

    def numbered(self, text: str) -> CardT | None:
        """The card whose id *text* is; None for whatever else stands in an address."""
        if not (text.isdecimal() and len(text) < ID_DIGITS):
            return None
        return self.filter(pk=int(text)).first()

    def in_name_order(self, language: str | None, *, after: Card | None = None) -> Self:
        """In the order of *language*; with *after*, the cards that follow that one in it."""
        column = sort_column(language)
        rows = self.order_by(column, "pk")
        if after is None:
            return rows
        key = bytes(getattr(after, column))
        # The first condition seems to say nothing new; it is what lets an index begin at the key.
        return rows.filter(
            Q(**{f"{column}__gte": key}), Q(**{f"{column}__gt": key}) | Q(pk__gt=after.pk)
        )


class Card(models.Model):
    # Folded, see cards.folding: what a search looks through.
    lookup_text = models.TextField(editable=False, default="")
    # Of the name as it is shown, see cards.collation. A list that is sorted by anything else than
    # what stands first in its rows looks unsorted, and a card may lack a last name. QuerySet.update
    # and bulk_create do not fill these: call derive(), or run “manage.py cards resort”.
    sort_root = models.BinaryField(default=b"")
    sort_da = models.BinaryField(default=b"")
    sort_sv = models.BinaryField(default=b"")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True
        indexes = [
            # The lists, in name order, from the middle of the alphabet; one for each alphabet.
            models.Index(fields=["sort_root", "id"], name="%(class)s_in_root_order"),
            models.Index(fields=["sort_da", "id"], name="%(class)s_in_da_order"),
            models.Index(fields=["sort_sv", "id"], name="%(class)s_in_sv_order"),
        ]

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **options: Any) -> None:
        self.derive()
        if update_fields is not None:
            update_fields = {*update_fields, *self.derived_fields(), "updated_at"}
        super().save(*args, update_fields=update_fields, **options)

    def derive(self) -> None:
        """Fill the columns that follow from others."""
        self.lookup_text = self.text_to_search()
        for column, key in sort_keys(str(self)).items():
            setattr(self, column, key)

    @classmethod
    def derived_fields(cls) -> set[str]:
        return {"lookup_text", *LOCALES}

    def text_to_search(self) -> str:
        """What a search looks through, folded."""
        raise NotImplementedError
