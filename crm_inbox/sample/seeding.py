"""The sample user and the cards of some people who write to them. Only on an empty database."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from django.db import transaction

from cards.services.people import create_person
from crm_inbox.people import add_user
from crm_inbox.sample.people import PEOPLE


@dataclass(frozen=True, slots=True)
class SampleUser:
    name: str
    password: str


@transaction.atomic
def create_sample_user(address: str) -> SampleUser:
    """A user whose card begins with *address*, and a card for each known correspondent."""
    name, password = address.partition("@")[0], secrets.token_urlsafe(12)
    add_user(name, email=address, password=password, first_name="Anna", last_name="Solvind")
    for person in PEOPLE:
        create_person(
            first_name=person.first_name,
            last_name=person.last_name,
            title=person.title,
            company_name=person.company,
            phone=person.phone,
            addresses=[(person.address, "")],
        )
    return SampleUser(name, password)
