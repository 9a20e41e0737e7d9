"""People and companies in the order of the reader's language, page by page."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command

from cards.collation import KEY_LIMIT_BYTES, sort_keys
from cards.models import Company, Person
from cards.services.companies import create_company
from cards.services.people import create_person

pytestmark = pytest.mark.django_db

NAMES = ["Öst", "Zorn", "Åse", "Ærø", "aase", "Ärlig", "Ørn", "Anna", "Ost", "bo"]

ROOT = ["aase", "Ærø", "Anna", "Ärlig", "Åse", "bo", "Ørn", "Ost", "Öst", "Zorn"]
ORDERS = {
    "en": ROOT,
    "de": ROOT,
    "nl": ROOT,
    "da": ["Anna", "bo", "Ost", "Zorn", "Ärlig", "Ærø", "Ørn", "Öst", "Åse", "aase"],
    "nb": ["Anna", "bo", "Ost", "Zorn", "Ärlig", "Ærø", "Ørn", "Öst", "Åse", "aase"],
    "sv": ["aase", "Anna", "bo", "Ost", "Zorn", "Åse", "Ärlig", "Ærø", "Ørn", "Öst"],
}


def people(names: list[str]) -> None:
    for name in names:
        create_person(first_name=name)


@pytest.mark.parametrize("language", ORDERS)
def test_names_are_in_the_order_of_the_language(language: str) -> None:
    people(NAMES)
    for name in NAMES:
        create_company(name=name)

    assert [card.name for card in Person.objects.in_name_order(language)] == ORDERS[language]
    assert [card.name for card in Company.objects.in_name_order(language)] == ORDERS[language]


def test_an_unknown_language_reads_in_the_root_order() -> None:
    people(NAMES)

    for language in (None, "", "fr", "da-x"):
        assert [card.name for card in Person.objects.in_name_order(language)] == ROOT


@pytest.mark.parametrize("language", ORDERS)
def test_going_on_after_each_card_skips_and_repeats_nobody(language: str) -> None:
    people(NAMES + NAMES + ["ÅSE", "Aase", "A\u030ase", "x" * 150, "x" * 149 + "å"])
    everybody = list(Person.objects.in_name_order(language))

    for number, card in enumerate(everybody, start=1):
        following = Person.objects.in_name_order(language, after=Person.objects.get(pk=card.pk))
        assert list(following) == everybody[number:]


def test_people_are_sorted_by_the_name_as_it_is_shown() -> None:
    create_person(first_name="Bo", last_name="Aas")
    create_person(last_name="Berg")
    create_person(first_name="Anna", last_name="Zorn")

    assert [card.name for card in Person.objects.in_name_order("en")] == [
        "Anna Zorn",
        "Berg",
        "Bo Aas",
    ]


def test_a_changed_name_moves_even_when_one_column_is_saved() -> None:
    person = create_person(first_name="Zoe")
    create_person(first_name="Bo")

    person.first_name = "Anna"
    person.save(update_fields=["first_name"])

    assert Person.objects.in_name_order("sv").first() == person


def test_a_key_of_any_name_fits_into_an_index() -> None:
    for name in ("ﷺ" * 301, "\U0001f468" * 301, "日本" * 150, ""):
        assert all(len(key) <= KEY_LIMIT_BYTES for key in sort_keys(name).values())


def test_resorting_fills_the_keys_of_all_cards_again() -> None:
    people(NAMES)
    create_company(name="Åse")
    for cards in (Person.objects.all(), Company.objects.all()):
        cards.update(sort_root=b"", sort_da=b"", sort_sv=b"", lookup_text="")
    said = StringIO()

    call_command("cards", "resort", stdout=said)

    assert said.getvalue() == "11 cards are in order.\n"
    assert [card.name for card in Person.objects.in_name_order("da")] == ORDERS["da"]
    assert Company.objects.matching("åse").exists()
    assert bytes(Company.objects.get().sort_da) == sort_keys("Åse")["sort_da"]


def test_resorting_takes_more_cards_than_one_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cards.services.resorting.BATCH", 3)
    people(NAMES)
    Person.objects.update(sort_root=b"")

    call_command("cards", "resort", stdout=StringIO())

    assert [card.name for card in Person.objects.in_name_order("en")] == ROOT
