"""Any number of person and company cards of ordinary shape, and the pages worth measuring."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.urls import reverse
from django.utils.http import urlencode

from cards.models import Company, EmailAddress, Person
from cards.models.card import Card, CardQuerySet
from crm_inbox.models import User
from crm_inbox.people import add_user
from mail.core.address import address_key

FIRST = (
    "Anna Bjørn Cecilie David Elin Frederik Gerd Håkon Ingrid Jürgen Kari Lars Mette Åse".split()
)
LAST = (
    "Aasen Berg Dahl Eriksen Øster Fjeld Hansen Ärlig Iversen Jensen Kjær Lund Müller Nord".split()
)
TRADES = "Energi Bygg Transport Fiskeri Bank Kraft Hotell Verksted".split()


def fill(people: int, companies: int) -> User:
    """A reader, and so many cards."""
    reader = add_user("reader", email="reader@fjord.example", password="a long enough password")
    works = [company(number) for number in range(companies)]
    create(Company, works)
    staff = [person(number, works) for number in range(people)]
    create(Person, staff)
    EmailAddress.objects.bulk_create(
        [address(number, somebody) for number, somebody in enumerate(staff)], batch_size=500
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return reader


def company(number: int) -> Company:
    return Company(
        name=f"{LAST[number % 14]} {TRADES[number % 8]} {number} AS",
        street=f"Havnegata {number}",
        postal_code=f"{number % 10_000:04}",
        city=("Bergen", "Ålesund", "Aarhus", "Göteborg")[number % 4],
        email=f"post@firma{number}.example",
    )


def person(number: int, works: list[Company]) -> Person:
    return Person(
        first_name=FIRST[number % 14],
        last_name=f"{LAST[number // 14 % 14]}{'sen' * (number % 3)} {number}",
        company=works[number % len(works)] if works else None,
        phone=f"+47 22 {number:06}",
    )


def address(number: int, somebody: Person) -> EmailAddress:
    text = f"person{number}@firma{number % 2000}.example"
    return EmailAddress(person=somebody, address=text, key=address_key(text))


def create(kind: type[Company] | type[Person], cards: Sequence[Card]) -> None:
    for card in cards:
        card.derive()
    kind.objects.bulk_create(cards, batch_size=500)  # type: ignore[arg-type]


def measured_urls() -> dict[str, str]:
    """What is measured → its address."""
    people, companies = Person.objects.in_name_order("en"), Company.objects.in_name_order("en")
    busiest = Company.objects.latest("pk")
    return {
        "people, first page": _url("people"),
        "people, deep page": _url("people", after=_near_end(people)),
        "people, search with many hits": _url("people", q="ås firma"),
        "people, search for a company": _url("people", q=busiest.name),
        "people, deep page of a search": _url("people", q="ås", after=_near_end(people)),
        "people, search with no hit": _url("people", q="zzzzz"),
        "people, search of eight words": _url("people", q="a e i o u n r zzz"),
        "companies, first page": _url("companies"),
        "companies, deep page": _url("companies", after=_near_end(companies)),
        "companies, search with many hits": _url("companies", q="bergen"),
        "companies, search with no hit": _url("companies", q="zzzzz"),
        "card of a company": busiest.get_absolute_url(),
        "form of a person": _url("person_new"),
        "suggestions for a company": _url("company_suggestions", company_name="hav"),
    }


def _near_end(cards: CardQuerySet[Any]) -> int:
    """The id of a card after which the last hundredth follows."""
    return int(cards[cards.count() * 99 // 100].pk)


def _url(name: str, **query: object) -> str:
    return f"{reverse(name)}?{urlencode(query)}"
