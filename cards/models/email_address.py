"""An address on a card. The one at position 0 is the primary address."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from cards.models.person import Person
from mail.core.address import ADDRESS_LIMIT, LOCAL_PART_LIMIT

# Folding case can make three characters of one, in the local part alone (a domain is ASCII).
KEY_LIMIT = ADDRESS_LIMIT + 2 * LOCAL_PART_LIMIT


class EmailAddress(models.Model):
    person = models.ForeignKey(Person, models.CASCADE, related_name="addresses")
    address = models.CharField(_("Email"), max_length=ADDRESS_LIMIT)
    # mail.core.address.address_key of the address: whose card is the sender's?
    key = models.CharField(max_length=KEY_LIMIT, db_index=True)
    label = models.CharField(_("Label"), max_length=50, blank=True, default="")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "key"], name="one_row_per_card_and_address")
        ]

    def __str__(self) -> str:
        return self.address
