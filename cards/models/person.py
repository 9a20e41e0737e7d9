"""A person card: somebody we write to, or one of us."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cards.folding import folded, search_words
from cards.models.card import Card, CardQuerySet
from cards.models.company import Company
from crm_inbox.models import User
from mail.core.address import address_key

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

    from cards.models.email_address import EmailAddress


class PersonQuerySet(CardQuerySet["Person"]):
    def editable_by(self, user: User | AnonymousUser) -> PersonQuerySet:
        """All cards except the own cards of others; those are for their user and for staff."""
        rows = self.for_user(user)
        return rows if user.is_staff else rows.filter(Q(user=None) | Q(user_id=user.pk))

    def matching(self, text: str) -> PersonQuerySet:
        """Cards whose name, company or address contains each word of *text*, in any case."""
        rows = self
        for word in search_words(text):
            rows = rows.filter(
                Q(lookup_text__contains=word)
                | Q(company__in=Company.objects.filter(name_key__contains=word))
                | Q(pk__in=_with_address_containing(word))
            )
        return rows

    def with_address(self, address: str) -> PersonQuerySet:
        return self.filter(addresses__key=address_key(address))


class Person(Card):
    first_name = models.CharField(_("First name"), max_length=150, blank=True, default="")
    last_name = models.CharField(_("Last name"), max_length=150, blank=True, default="")
    title = models.CharField(_("Title"), max_length=150, blank=True, default="")
    company = models.ForeignKey(
        Company, models.SET_NULL, null=True, blank=True, related_name="people"
    )
    phone = models.CharField(_("Direct phone"), max_length=50, blank=True, default="")
    mobile = models.CharField(_("Mobile"), max_length=50, blank=True, default="")
    note = models.TextField(_("Note"), max_length=10_000, blank=True, default="")
    # The user whose own card this is; most cards are somebody else's.
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="own_card"
    )

    addresses: RelatedManager[EmailAddress]
    objects = PersonQuerySet.as_manager()

    class Meta(Card.Meta):
        constraints = [
            models.CheckConstraint(
                condition=~Q(first_name="", last_name=""),
                name="person_has_a_name",
                violation_error_message=_("Type a first name or a last name."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def text_to_search(self) -> str:
        return folded(self.name)

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


def _with_address_containing(word: str) -> models.QuerySet[EmailAddress, int]:
    """The ids of the cards, looked up once: asking each of 10,000 cards took twice as long."""
    from cards.models.email_address import EmailAddress

    return EmailAddress.objects.filter(key__contains=word).values_list("person_id", flat=True)
