"""Company cards: one for each name, found by words, with the people who work there."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError

from cards.models import Company, Person
from cards.services import companies
from cards.services.companies import (
    SUGGESTIONS_LIMIT,
    NameTaken,
    company_named,
    create_company,
    save_company,
    suggested_names,
)
from cards.services.people import create_person, person_for_address, save_person
from crm_inbox.models import User

pytestmark = pytest.mark.django_db


def fjord() -> Company:
    return create_company(
        name="Fjord Kraft AS",
        street="Strandkaien 4",
        postal_code="5013",
        city="Ålesund",
        email="Post@xn--mller-kva.example",
        organisation_number="974 760 673",
    )


@pytest.mark.parametrize("typed", ["Fjord AS", " fjord  as ", "FJORD\tAS"])
def test_a_name_means_one_company_however_it_is_typed(typed: str) -> None:
    company = create_company(name="Fjord AS")

    assert company_named(typed) == company
    assert Company.objects.count() == 1


def test_a_new_name_makes_a_company_with_its_blanks_in_order() -> None:
    company = company_named("  Øst   AS ")

    assert company is not None and company.name == "Øst AS"
    assert company_named("   ") is None
    assert Company.objects.count() == 1


def test_a_company_that_somebody_makes_at_the_same_moment_is_taken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def overtaken(*, name: str) -> Company:
        create_company(name=name)
        return create_company(name=name)

    monkeypatch.setattr(companies, "create_company", overtaken)

    assert company_named("Fjord AS") == Company.objects.get()


def test_a_name_that_is_taken_changes_nothing() -> None:
    create_company(name="Fjord AS")
    other = create_company(name="Elv AS", city="Oslo")

    other.name = "FJORD AS"
    with pytest.raises(NameTaken):
        save_company(other)

    assert Company.objects.get(pk=other.pk).name == "Elv AS"


def test_a_company_may_change_the_case_of_its_own_name() -> None:
    company = create_company(name="Fjord AS")

    company.name = "FJORD AS"
    save_company(company)

    assert Company.objects.get().name == "FJORD AS"


@pytest.mark.parametrize("website", ["javascript:alert(1)", "ftp://x.example/", "x", "http://"])
def test_a_website_that_is_not_on_the_web_is_refused(website: str) -> None:
    with pytest.raises(ValidationError):
        create_company(name="Fjord AS", website=website)


@pytest.mark.parametrize(
    "text",
    [
        "FJORD", "kraft fjord", "strandkaien", "5013 ålesund", "A\u030aLESUND", "post@",
        "post@MÜLLER.example", "974 760", " ",
    ],
)  # fmt: skip
def test_a_company_is_found_by_name_address_and_number_in_any_case(text: str) -> None:
    company = fjord()

    assert list(Company.objects.matching(text)) == [company]


@pytest.mark.parametrize("text", ["%", "_", "\x00q", "' OR 1=1", "fjord bergen", "\\"])
def test_a_search_for_companies_takes_every_character_literally(text: str) -> None:
    fjord()

    assert not Company.objects.matching(text).exists()


def test_the_name_of_a_company_finds_its_people() -> None:
    person = create_person(first_name="Åse", company_name="Fjord AS")
    create_person(first_name="Per", company_name="Elv AS")

    assert list(Person.objects.matching("fjord")) == [person]
    assert list(Person.objects.matching("åse fjord")) == [person]


def test_a_company_that_is_renamed_keeps_its_people_and_finds_them_by_the_new_name() -> None:
    person = create_person(first_name="Åse", company_name="Fjord AS")
    company = Company.objects.get()

    company.name = "Elv AS"
    save_company(company)

    assert list(company.people.all()) == list(Person.objects.matching("elv")) == [person]
    assert not Person.objects.matching("fjord").exists()


def test_the_card_of_a_sender_comes_with_the_company(
    anna: User, django_assert_num_queries: Any
) -> None:
    create_person(first_name="Åse", company_name="Fjord AS", addresses=[("a@x.example", "")])

    with django_assert_num_queries(1):
        person = person_for_address(anna, "a@x.example")
        assert person is not None and person.company is not None
        assert person.company.name == "Fjord AS"


def test_saving_a_card_without_a_word_on_the_company_keeps_it() -> None:
    person = create_person(first_name="Åse", company_name="Fjord AS")

    save_person(Person.objects.get(pk=person.pk), [])

    person.refresh_from_db()
    assert person.company == Company.objects.get()


def test_people_stay_when_their_company_goes() -> None:
    person = create_person(first_name="Åse", company_name="Fjord AS")

    Company.objects.get().delete()

    person.refresh_from_db()
    assert person.company is None


def test_suggestions_are_few_and_in_the_order_of_the_language(
    anna: User, django_assert_num_queries: Any
) -> None:
    for number in range(SUGGESTIONS_LIMIT + 5):
        create_company(name=f"Åse {number:02} AS")
    create_company(name="Ase AS")

    with django_assert_num_queries(1):
        names = suggested_names(anna, "ase", "en")
    assert names == ["Ase AS"]
    assert len(suggested_names(anna, "as", "en")) == SUGGESTIONS_LIMIT
    assert suggested_names(anna, "", "nb")[0] == "Ase AS"
    assert suggested_names(AnonymousUser(), "as", "en") == []


def test_nobody_but_who_works_here_sees_a_company(anna: User) -> None:
    company = fjord()

    assert Company.objects.for_user(anna).contains(company)
    anna.is_active = False
    assert not Company.objects.for_user(anna).exists()
    assert not Company.objects.for_user(AnonymousUser()).exists()
