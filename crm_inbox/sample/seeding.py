"""The sample user and the cards of some people who write to them. Only on an empty database."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from django.db import transaction

from cards.services.companies import create_company
from cards.services.people import create_person
from crm_inbox.models import User
from crm_inbox.people import add_user
from crm_inbox.sample.companies import COMPANIES
from crm_inbox.sample.owner import kept_password
from crm_inbox.sample.people import PEOPLE


@dataclass(frozen=True, slots=True)
class SampleUser:
    """The password is empty when the user has chosen another one."""

    name: str
    password: str = field(repr=False)


def sample_user(address: str, directory: Path) -> SampleUser | None:
    """The user whose card begins with *address*, made where nobody is yet.

    The password lies in *directory*, so that every start can say it. None where other people work
    and this user is not among them.
    """
    name = address.partition("@")[0]
    user = User.objects.filter(username=name).first()
    if user is None and User.objects.exists():
        return None
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    password = kept_password(directory / "user-password")
    if user is None:
        _create(name, address, password)
    elif not user.check_password(password):
        password = ""
    return SampleUser(name, password)


@transaction.atomic
def _create(name: str, address: str, password: str) -> None:
    """The user, and a card for each known correspondent and for where they work."""
    add_user(name, email=address, password=password, first_name="Anna", last_name="Solvind")
    for company in COMPANIES:
        create_company(
            name=company.name,
            street=company.street,
            postal_code=company.postal_code,
            city=company.city,
            country=company.country,
            phone=company.phone,
            email=f"post@{company.domain}",
            website=f"https://www.{company.domain}/",
        )
    for person in PEOPLE:
        create_person(
            first_name=person.first_name,
            last_name=person.last_name,
            title=person.title,
            company_name=person.company,
            phone=person.phone,
            addresses=[(person.address, "")],
        )
