"""A person card: somebody we write to, or one of us."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from crm_inbox.models import User
from mail.core.address import address_key

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

    from cards.models.email_address import EmailAddress

SEARCH_WORDS_LIMIT = 8
"""Words of a search that count; each one costs a condition on two tables."""

SEARCH_TEXT_LIMIT = 100

LOOKUP_LIMIT = 500
"""Characters; at four bytes each still below what PostgreSQL accepts in an index row."""


class PersonQuerySet(models.QuerySet["Person"]):
    def for_user(self, user: User | AnonymousUser) -> PersonQuerySet:
        """Cards are shared by everybody who works here."""
        return self.all() if user.is_authenticated and user.is_active else self.none()

    def editable_by(self, user: User | AnonymousUser) -> PersonQuerySet:
        """All cards except the own cards of others; those are for their user and for staff."""
        rows = self.for_user(user)
        return rows if user.is_staff else rows.filter(Q(user=None) | Q(user_id=user.pk))

    def matching(self, text: str) -> PersonQuerySet:
        """Cards whose name, company or address contains each word of *text*, in any case."""
        rows = self
        for word in folded(text[:SEARCH_TEXT_LIMIT]).split()[:SEARCH_WORDS_LIMIT]:
            rows = rows.filter(Q(lookup_text__contains=word) | Exists(_addresses_containing(word)))
        return rows

    def with_address(self, address: str) -> PersonQuerySet:
        return self.filter(addresses__key=address_key(address))

    def in_name_order(self) -> PersonQuerySet:
        return self.order_by("lookup_text", "pk")

    def after(self, person: Person) -> PersonQuerySet:
        """The cards that follow *person* in name order."""
        return self.filter(
            Q(lookup_text__gt=person.lookup_text)
            | Q(lookup_text=person.lookup_text, pk__gt=person.pk)
        )


class Person(models.Model):
    first_name = models.CharField(_("First name"), max_length=150, blank=True, default="")
    last_name = models.CharField(_("Last name"), max_length=150, blank=True, default="")
    title = models.CharField(_("Title"), max_length=150, blank=True, default="")
    company_name = models.CharField(_("Company"), max_length=200, blank=True, default="")
    phone = models.CharField(_("Direct phone"), max_length=50, blank=True, default="")
    mobile = models.CharField(_("Mobile"), max_length=50, blank=True, default="")
    note = models.TextField(_("Note"), max_length=10_000, blank=True, default="")
    # The user whose own card this is; most cards are somebody else's.
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="own_card"
    )
    # Name, line break, company, folded. SQLite compares only ASCII without regard to case, so
    # that “Åse” would not be found by “åse”; a column of ours sorts and finds alike everywhere.
    lookup_text = models.CharField(max_length=LOOKUP_LIMIT, editable=False, default="")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    addresses: RelatedManager[EmailAddress]
    objects = PersonQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(first_name="", last_name=""),
                name="person_has_a_name",
                violation_error_message=_("Type a first name or a last name."),
            )
        ]
        indexes = [
            # The list of people, in name order, from the middle of the alphabet.
            models.Index(fields=["lookup_text", "id"], name="person_in_name_order")
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **options: Any) -> None:
        self.lookup_text = folded(f"{self.name}\n{self.company_name}")[:LOOKUP_LIMIT]
        if update_fields is not None:
            update_fields = {*update_fields, "lookup_text", "updated_at"}
        super().save(*args, update_fields=update_fields, **options)

    def get_absolute_url(self) -> str:
        return reverse("person", args=[self.pk])

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def initials(self) -> str:
        return "".join(name.strip()[:1] for name in (self.first_name, self.last_name)).upper()

    @property
    def primary_address(self) -> str:
        """The first address of the card, "" when there is none."""
        return next((row.address for row in self.addresses.all()), "")

    def is_editable_by(self, user: User) -> bool:
        """The rule of :meth:`PersonQuerySet.editable_by` for a card that is already here."""
        return user.is_staff or self.user_id in {None, user.pk}


def folded(text: str) -> str:
    """*text* as it is compared: composed, without case, and without what PostgreSQL refuses."""
    return unicodedata.normalize("NFC", text).casefold().replace("\x00", "")


def _addresses_containing(word: str) -> models.QuerySet[EmailAddress]:
    from cards.models.email_address import EmailAddress

    # A whole address is compared as it is kept, with its domain as an A-label.
    needle = address_key(word) if "@" in word else word
    return EmailAddress.objects.filter(person=OuterRef("pk"), key__contains=needle)
