"""Person cards: names, ordered addresses, whose card it is, and who may change it."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError

from cards.models import EmailAddress, Person
from cards.names import split_name
from cards.services.people import (
    create_person,
    make_first_address,
    own_address_rule_met,
    own_card,
    person_for_address,
    set_addresses,
)
from crm_inbox.models import User
from mail.core.errors import Code, MailError

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna() -> User:
    return User.objects.create_user("anna", "Anna@Acme.example", first_name="Anna", last_name="Sol")


@pytest.fixture
def bo() -> User:
    return User.objects.create_user("bo", "bo@acme.example")


def shown(person: Person) -> list[tuple[str, str]]:
    return [(row.address, row.label) for row in EmailAddress.objects.filter(person=person)]


def names(people: object) -> list[str]:
    return [person.name for person in people]  # type: ignore[attr-defined]


def test_a_card_keeps_its_addresses_in_order() -> None:
    person = create_person(
        last_name="Hansen", addresses=[("kari@firma.example", "Work"), ("kari@home.example", "")]
    )

    assert shown(person) == [("kari@firma.example", "Work"), ("kari@home.example", "")]
    assert person.primary_address == "kari@firma.example"


def test_an_address_is_kept_as_typed_with_its_domain_in_ascii() -> None:
    person = create_person(first_name="Jo", addresses=[(" Jo.M@MÜLLER.example ", "")])

    assert shown(person) == [("Jo.M@xn--mller-kva.example", "")]
    assert EmailAddress.objects.get().key == "jo.m@xn--mller-kva.example"


def test_a_card_without_any_name_is_refused() -> None:
    with pytest.raises(IntegrityError):
        create_person(company_name="Firma")


def test_a_wrong_address_stores_nothing() -> None:
    with pytest.raises(MailError) as refused:
        create_person(first_name="Jo", addresses=[("jo@firma.example", ""), ("jo at home", "")])

    assert refused.value.code is Code.ADDRESS_INVALID
    assert not Person.objects.exists()


def test_the_longest_address_that_folding_makes_longer_is_kept() -> None:
    address = "ΐ" * 64 + "@firma.example"

    person = create_person(first_name="Jo", addresses=[(address, "")])

    EmailAddress.objects.get(person=person).full_clean()


def test_reordering_keeps_the_rows_that_stay() -> None:
    person = create_person(
        first_name="Jo", addresses=[("a@x.example", ""), ("b@x.example", ""), ("c@x.example", "")]
    )
    ids = dict(EmailAddress.objects.values_list("address", "pk"))

    set_addresses(person, [("c@x.example", "Home"), ("A@x.example", ""), ("d@x.example", "")])

    assert shown(person) == [("c@x.example", "Home"), ("A@x.example", ""), ("d@x.example", "")]
    kept = dict(EmailAddress.objects.values_list("address", "pk"))
    assert (kept["c@x.example"], kept["A@x.example"]) == (ids["c@x.example"], ids["a@x.example"])


def test_an_address_named_twice_counts_once_at_its_first_place() -> None:
    person = create_person(
        first_name="Jo",
        addresses=[("jo@x.example", "Work"), ("b@x.example", ""), ("JO@X.example", "")],
    )

    assert shown(person) == [("jo@x.example", "Work"), ("b@x.example", "")]


def test_changed_addresses_are_seen_on_a_card_that_had_fetched_them() -> None:
    create_person(first_name="Jo", addresses=[("a@x.example", "")])
    person = Person.objects.prefetch_related("addresses").get()

    set_addresses(person, [("b@x.example", "")])

    assert person.primary_address == "b@x.example"


def test_an_address_on_the_card_moves_to_the_front_with_its_label() -> None:
    person = create_person(
        first_name="Jo", addresses=[("a@x.example", "Work"), ("b@x.example", "Home")]
    )

    make_first_address(person, "B@x.example")

    assert shown(person) == [("B@x.example", "Home"), ("a@x.example", "Work")]


def test_a_new_address_is_put_before_the_others() -> None:
    person = create_person(first_name="Jo", addresses=[("a@x.example", "Work")])

    make_first_address(person, "new@x.example")

    assert shown(person) == [("new@x.example", ""), ("a@x.example", "Work")]


def test_a_missing_own_card_is_made_from_what_we_know_of_the_user(anna: User) -> None:
    card = own_card(anna)

    assert (card.name, card.initials, card.user) == ("Anna Sol", "AS", anna)
    assert card.primary_address == "Anna@acme.example"


def test_an_own_card_is_made_once(anna: User) -> None:
    assert own_card(anna) == own_card(anna)
    assert Person.objects.count() == 1


def test_a_user_without_a_name_or_a_usable_address_gets_a_card_too() -> None:
    card = own_card(User.objects.create_user("root", "root@localhost"))

    assert (card.name, card.primary_address) == ("root", "")


def test_the_own_card_stays_when_its_user_is_deleted(anna: User) -> None:
    card = own_card(anna)

    anna.delete()

    card.refresh_from_db()
    assert card.user is None


def test_the_own_card_rule_wants_the_first_address(anna: User) -> None:
    make_first_address(own_card(anna), "sales@acme.example")

    assert own_address_rule_met(anna, " SALES@Acme.Example")
    assert not own_address_rule_met(anna, "anna@acme.example")


def test_the_own_card_rule_is_not_met_without_a_card_and_makes_none(anna: User) -> None:
    assert not own_address_rule_met(anna, "anna@acme.example")
    assert not own_address_rule_met(anna, "")
    assert not Person.objects.exists()


def test_the_card_of_somebody_else_does_not_meet_the_own_card_rule(anna: User, bo: User) -> None:
    own_card(bo)
    create_person(first_name="Anna", addresses=[("anna@acme.example", "")])

    assert not own_address_rule_met(anna, "anna@acme.example")
    assert not own_address_rule_met(anna, "bo@acme.example")


def test_a_sender_is_found_by_any_address_of_the_card(anna: User) -> None:
    person = create_person(
        first_name="Jo", addresses=[("a@x.example", ""), ("jo@müller.example", "")]
    )

    assert person_for_address(anna, "JO@MÜLLER.EXAMPLE") == person
    assert person_for_address(anna, "nobody@x.example") is None
    assert person_for_address(anna, "") is None


def test_the_oldest_of_several_cards_with_one_address_is_chosen(anna: User) -> None:
    first = create_person(first_name="Zoe", addresses=[("info@x.example", "")])
    create_person(first_name="Abel", addresses=[("info@x.example", "")])

    assert person_for_address(anna, "info@x.example") == first


def test_nobody_is_found_for_a_visitor() -> None:
    create_person(first_name="Jo", addresses=[("jo@x.example", "")])

    assert person_for_address(AnonymousUser(), "jo@x.example") is None


def test_a_user_who_was_switched_off_sees_no_card(anna: User) -> None:
    create_person(first_name="Jo")
    anna.is_active = False

    assert not Person.objects.for_user(anna).exists()


def test_an_own_card_is_changed_by_its_user_and_by_staff_alone(anna: User, bo: User) -> None:
    staff = User.objects.create_user("chief", is_staff=True)
    card, shared = own_card(anna), create_person(first_name="Jo")

    for user, may in ((anna, True), (bo, False), (staff, True)):
        assert Person.objects.editable_by(user).contains(card) is card.is_editable_by(user) is may
        assert Person.objects.editable_by(user).contains(shared)
    assert not Person.objects.editable_by(AnonymousUser()).exists()


@pytest.mark.parametrize(
    "text",
    ["ÅSE", "a\u030ase", "åse berg", "FIRMA", "berg firma", "ase@", "ASE@FIRMA.example", " "],
)
def test_a_search_finds_name_company_and_address_in_any_case(text: str) -> None:
    create_person(
        first_name="Åse",
        last_name="Berg",
        company_name="Firma AS",
        addresses=[("Ase@firma.example", "")],
    )
    create_person(first_name="Per")

    assert "Åse Berg" in names(Person.objects.matching(text))
    assert ("Per" in names(Person.objects.matching(text))) is (text == " ")


@pytest.mark.parametrize("text", ["%", "_", "\x00x", "' OR 1=1", "åse per", "\\"])
def test_a_search_takes_every_character_literally(text: str) -> None:
    create_person(first_name="Åse")
    create_person(first_name="Per")

    assert names(Person.objects.matching(text)) == []


def test_people_are_in_the_order_of_their_names_without_regard_to_case() -> None:
    for name in ("bo", "Carl", "Anna", "anders"):
        create_person(first_name=name)

    in_order = list(Person.objects.in_name_order("en"))

    assert names(in_order) == ["anders", "Anna", "bo", "Carl"]
    assert list(Person.objects.in_name_order("en", after=in_order[1])) == in_order[2:]


def test_saving_one_column_keeps_the_search_right() -> None:
    person = create_person(first_name="Jo")

    person.last_name = "Dahl"
    person.save(update_fields=["last_name"])

    assert Person.objects.matching("dahl").exists()


@pytest.mark.parametrize(
    ("text", "first_name", "last_name"),
    [
        ("Kari Marie Hansen", "Kari Marie", "Hansen"),
        ('"Hansen, Kari Marie"', "Kari Marie", "Hansen"),
        ("Kari", "Kari", ""),
        ("kari@firma.example", "", ""),
        ("", "", ""),
        ("x" * 1000, "x" * 150, ""),
    ],
)
def test_the_names_of_a_header_are_guessed(text: str, first_name: str, last_name: str) -> None:
    assert split_name(text) == (first_name, last_name)
