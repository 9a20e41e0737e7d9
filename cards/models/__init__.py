"""Person cards and the addresses on them."""

from __future__ import annotations

from cards.models.email_address import EmailAddress
from cards.models.person import Person

__all__ = ["EmailAddress", "Person"]
