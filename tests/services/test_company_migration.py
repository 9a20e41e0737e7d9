"""Company names typed on cards become companies, and the way back keeps the names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps.registry import Apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from cards.collation import sort_keys

pytestmark = pytest.mark.django_db(transaction=True)

BEFORE, AFTER = "0001_initial", "0004_without_company_name"


def migrated(name: str) -> Apps:
    """The tables of the cards as that migration leaves them."""
    executor = MigrationExecutor(connection)
    executor.migrate([("cards", name)])
    return executor.loader.project_state([("cards", name)]).apps


@pytest.fixture
def before() -> Iterator[Any]:
    """The model of a person when companies were text."""
    yield migrated(BEFORE).get_model("cards", "Person")
    call_command("migrate", verbosity=0)


def test_each_name_becomes_one_company_with_its_people(before: Any) -> None:
    for number, name in enumerate(["Fjord AS", "", " fjord  as", "Øst AB", "FJORD AS", "  "]):
        before.objects.create(first_name=f"P{number}", company_name=name, note="kept")

    apps = migrated(AFTER)

    people = apps.get_model("cards", "Person").objects.select_related("company").order_by("pk")
    names = [person.company.name if person.company else None for person in people]
    assert names == ["Fjord AS", None, "Fjord AS", "Øst AB", "Fjord AS", None]
    assert apps.get_model("cards", "Company").objects.count() == 2
    assert {person.note for person in people} == {"kept"}


def test_every_card_can_be_sorted_and_found_afterwards(
    before: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(7):
        before.objects.create(first_name=f"Åse {number}", company_name=f"Øst {number % 3}")
    migration = __import__("cards.migrations.0003_company_of_each_name", fromlist=["BATCH"])
    monkeypatch.setattr(migration, "BATCH", 2)

    apps = migrated(AFTER)

    for person in apps.get_model("cards", "Person").objects.all():
        assert bytes(person.sort_da) == sort_keys(person.first_name)["sort_da"]
        assert person.lookup_text == person.first_name.casefold()
    for company in apps.get_model("cards", "Company").objects.all():
        assert bytes(company.sort_sv) == sort_keys(company.name)["sort_sv"]
        assert company.name_key == company.lookup_text == company.name.casefold()


def test_the_way_back_writes_the_names_to_the_cards(before: Any) -> None:
    before.objects.create(first_name="Åse", company_name="Fjord AS")
    before.objects.create(last_name="Per")
    apps = migrated(AFTER)
    apps.get_model("cards", "Company").objects.update(name="Elv AS")

    person = migrated(BEFORE).get_model("cards", "Person")

    rows = person.objects.order_by("pk").values_list("company_name", "lookup_text")
    assert list(rows) == [("Elv AS", "åse\nelv as"), ("", "per\n")]


def test_an_empty_installation_migrates_both_ways(before: Any) -> None:
    assert not migrated(AFTER).get_model("cards", "Company").objects.exists()
    assert not migrated(BEFORE).get_model("cards", "Person").objects.exists()
