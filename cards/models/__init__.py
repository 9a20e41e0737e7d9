"""Person and company cards, and the addresses on them."""

from __future__ import annotations

from cards.models.company import Company
from cards.models.email_address import EmailAddress
from cards.models.person import Person

__all__ = ["Company", "EmailAddress", "Person"]
