"""A company card: where people work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.validators import URLValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cards.folding import NAME_KEY_LIMIT, folded, name_key, search_words
from cards.models.card import Card, CardQuerySet
from mail.core.address import ADDRESS_LIMIT

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

    from cards.models.person import Person

NAME_LIMIT = 200


class CompanyQuerySet(CardQuerySet["Company"]):
    def matching(self, text: str) -> CompanyQuerySet:
        """Cards whose name, address, email address or number contains each word of *text*."""
        rows = self
        for word in search_words(text):
            rows = rows.filter(lookup_text__contains=word)
        return rows

    def named(self, name: str) -> CompanyQuerySet:
        """The card with this name, however its case and its blanks are typed."""
        return self.filter(name_key=name_key(name))


class Company(Card):
    name = models.CharField(_("Name"), max_length=NAME_LIMIT)
    # cards.folding.name_key of the name. Unique, so that a name typed on the card of a person
    # means one company, whoever else is typing it at the same moment.
    name_key = models.CharField(max_length=NAME_KEY_LIMIT, unique=True, editable=False)
    phone = models.CharField(_("Phone"), max_length=50, blank=True, default="")
    email = models.CharField(_("Email"), max_length=ADDRESS_LIMIT, blank=True, default="")
    website = models.CharField(
        _("Website"),
        max_length=200,
        blank=True,
        default="",
        # It becomes a link: nothing but the web may stand in it.
        validators=[URLValidator(schemes=["http", "https"])],
    )
    street = models.CharField(_("Street"), max_length=200, blank=True, default="")
    postal_code = models.CharField(_("Postal code"), max_length=20, blank=True, default="")
    city = models.CharField(_("City"), max_length=100, blank=True, default="")
    country = models.CharField(_("Country"), max_length=100, blank=True, default="")
    organisation_number = models.CharField(
        _("Organisation number"), max_length=50, blank=True, default=""
    )
    note = models.TextField(_("Note"), max_length=10_000, blank=True, default="")

    people: RelatedManager[Person]
    objects = CompanyQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    def derive(self) -> None:
        super().derive()
        self.name_key = name_key(self.name)

    @classmethod
    def derived_fields(cls) -> set[str]:
        return {*super().derived_fields(), "name_key"}

    def text_to_search(self) -> str:
        parts = (self.name, *self.address_lines, self.email, self.organisation_number)
        return folded("\n".join(parts))

    def get_absolute_url(self) -> str:
        return reverse("company", args=[self.pk])

    @property
    def address_lines(self) -> list[str]:
        """Street, postal code and city, country: those that are known."""
        lines = (self.street, f"{self.postal_code} {self.city}".strip(), self.country)
        return [line for line in lines if line]
