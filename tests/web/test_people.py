"""The list of people, the card and its form, as owner, colleague, staff and visitor see them."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cards.models import EmailAddress, Person
from cards.services.people import create_person, own_card
from crm_inbox.models import User

pytestmark = pytest.mark.django_db

LIST_QUERIES = 5
"""Session, user with preferences, people, addresses, unread badge."""

SCRIPT = "<script>alert(1)</script>"


def filled(*addresses: tuple[str, str], **fields: str) -> dict[str, str]:
    """What the browser sends for a card with these fields and rows of addresses."""
    data = {"first_name": "Kari", "last_name": "Hansen", **fields}
    data |= {"addresses-TOTAL_FORMS": str(len(addresses)), "addresses-INITIAL_FORMS": "0"}
    for number, (address, label) in enumerate(addresses):
        data[f"addresses-{number}-address"] = address
        data[f"addresses-{number}-label"] = label
    return data


def rows_of(response: Any) -> list[tuple[str, str]]:
    """The rows of addresses that the form page shows."""
    typed: list[tuple[str, str]] = response.context["rows"].typed()
    return typed


def newest() -> Person:
    return Person.objects.latest("pk")


def addresses_of(card: Person) -> list[str]:
    return [row.address for row in EmailAddress.objects.filter(person=card)]


def strangers() -> int:
    """How many cards there are of people who do not work here."""
    return Person.objects.filter(user=None).count()


@pytest.mark.parametrize("name", ["people", "person_new", "my_card", "person", "person_edit"])
def test_a_visitor_is_sent_to_the_sign_in_page(client: Client, name: str) -> None:
    card = create_person(first_name="Kari")
    url = reverse(name, args=[card.pk] if name in {"person", "person_edit"} else [])

    response = client.get(url)

    assert response.status_code == 302
    assert response.headers["Location"].startswith("/accounts/login/?next=/people/")


def test_an_empty_list_says_what_to_do(annas: Client) -> None:
    Person.objects.all().delete()

    page = annas.get("/people/").content.decode()

    assert "No people yet" in page
    assert 'href="/people/new/"' in page


def test_a_search_shows_who_matches_and_keeps_the_words(annas: Client) -> None:
    create_person(first_name="Kari", company_name="Fjord AS")
    create_person(first_name="Per")

    page = annas.get("/people/", {"q": "fjord"}).content.decode()

    assert "Kari" in page and "Per</a>" not in page
    assert 'value="fjord"' in page


def test_a_search_without_hits_repeats_the_words_escaped(annas: Client) -> None:
    page = annas.get("/people/", {"q": SCRIPT}).content.decode()

    assert "Nobody found" in page
    assert SCRIPT not in page and "&lt;script&gt;" in page


def test_the_list_is_read_page_by_page_without_losing_anybody(annas: Client) -> None:
    for number in range(51):
        create_person(first_name=f"Same {number % 2}", addresses=[(f"p{number}@x.example", "")])

    first = annas.get("/people/").context["page"]
    second = annas.get(first.next_url).context["page"]

    assert (len(first.cards), len(second.cards), second.next_url) == (50, 2, "")
    assert {person.pk for person in first.cards}.isdisjoint(person.pk for person in second.cards)


@pytest.mark.parametrize("after", ["", "x", "-1", "²", "9" * 18, "9" * 5000])
def test_a_made_up_place_in_the_list_shows_its_beginning(annas: Client, after: str) -> None:
    create_person(first_name="Kari")

    assert "Kari" in annas.get("/people/", {"after": after}).content.decode()


def test_the_list_takes_as_many_queries_for_fifty_people_as_for_one(
    annas: Client, django_assert_num_queries: Any
) -> None:
    create_person(first_name="Kari", addresses=[("kari@x.example", "")])
    annas.get("/people/")
    with django_assert_num_queries(LIST_QUERIES):
        annas.get("/people/")
    for number in range(50):
        create_person(first_name=f"P{number}", addresses=[(f"p{number}@x.example", "")])

    with django_assert_num_queries(LIST_QUERIES):
        annas.get("/people/")


def test_a_card_shows_its_fields_and_a_link_to_write(annas: Client) -> None:
    card = create_person(
        first_name="Kari",
        title="Buyer",
        phone="+47 22 00 00 00",
        addresses=[("kari+crm@x.example", "Work")],
    )

    page = annas.get(f"/people/{card.pk}/").content.decode()

    assert "Buyer" in page and 'href="tel:+4722000000"' in page and "(Work)" in page
    assert 'href="/compose/?to=kari%2Bcrm%40x.example"' in page


def test_every_typed_text_is_escaped(annas: Client) -> None:
    fields = dict.fromkeys(
        ["first_name", "title", "company_name", "phone", "mobile", "note"], SCRIPT
    )
    card = create_person(**fields, addresses=[("kari@x.example", SCRIPT)])  # type: ignore[arg-type]

    for url in ("/people/", f"/people/{card.pk}/", f"/people/{card.pk}/edit/"):
        page = annas.get(url).content.decode()
        assert SCRIPT not in page and "&lt;script&gt;" in page


def test_a_missing_card_is_not_found(annas: Client) -> None:
    assert annas.get("/people/987654/").status_code == 404
    assert annas.get("/people/987654/edit/").status_code == 404
    assert annas.get(f"/people/{'9' * 30}/").status_code == 404


def test_a_new_person_is_stored_with_addresses_in_the_order_of_the_rows(annas: Client) -> None:
    data = filled(("b@x.example", "Work"), ("", ""), ("a@x.example", ""), title="Buyer")

    response = annas.post("/people/new/", data)

    card = newest()
    assert response.headers["Location"] == f"/people/{card.pk}/"
    assert (card.name, card.title) == ("Kari Hansen", "Buyer")
    assert addresses_of(card) == ["b@x.example", "a@x.example"]


def test_a_new_person_begins_with_the_sender_of_a_message(annas: Client) -> None:
    response = annas.get("/people/new/", {"address": "kari@x.example", "name": "Kari Hansen"})

    page = response.content.decode()
    assert 'value="Kari"' in page and 'value="Hansen"' in page
    assert rows_of(response) == [("kari@x.example", ""), ("", "")]


def test_a_person_needs_a_name(annas: Client) -> None:
    response = annas.post("/people/new/", filled(first_name=" ", last_name=""))

    assert response.status_code == 422
    assert "Type a first name or a last name." in response.content.decode()
    assert strangers() == 0


def test_a_wrong_address_is_named_and_nothing_is_stored(annas: Client) -> None:
    response = annas.post("/people/new/", filled(("kari at <x>", "Work")))

    page = response.content.decode()
    assert response.status_code == 422
    assert "“kari at &lt;x&gt;” is not an email address." in page
    assert strangers() == 0


def test_an_endless_address_is_refused_with_a_sentence(annas: Client) -> None:
    response = annas.post("/people/new/", filled((f"a@{'x' * 100_000}.example", "")))

    assert response.status_code == 422
    assert "An email address has at most 254 characters." in response.content.decode()


def test_one_address_in_two_rows_is_one_sentence(annas: Client) -> None:
    rows = (("kari@x.example", "Work"), ("Kari@X.example", ""))

    response = annas.post("/people/new/", filled(*rows))

    assert response.status_code == 422
    assert response.content.decode().count("is in the list twice") == 1
    assert rows_of(response) == list(rows)


@pytest.mark.parametrize("total", ["11", "100000", "", "x"])
def test_a_made_up_number_of_rows_is_refused(annas: Client, total: str) -> None:
    data = filled(("kari@x.example", "")) | {"addresses-TOTAL_FORMS": total}

    assert annas.post("/people/new/", data).status_code == 422
    assert strangers() == 0


def test_make_first_moves_the_row_and_stores_nothing(annas: Client) -> None:
    data = filled(("a@x.example", "Work"), ("wrong", "Home"), last_name="") | {"make_first": "1"}

    response = annas.post("/people/new/", data)

    assert response.status_code == 200
    assert rows_of(response) == [("wrong", "Home"), ("a@x.example", "Work")]
    assert 'value="Kari"' in response.content.decode()
    assert strangers() == 0


def test_remove_takes_the_row_away_and_leaves_one_to_type_into(annas: Client) -> None:
    two = filled(("a@x.example", ""), ("b@x.example", "")) | {"remove_row": "0"}
    one = filled(("a@x.example", "")) | {"remove_row": "0"}

    assert rows_of(annas.post("/people/new/", two)) == [("b@x.example", "")]
    assert rows_of(annas.post("/people/new/", one)) == [("", "")]


def test_another_row_is_added_up_to_ten_of_them(annas: Client) -> None:
    ten = [(f"p{number}@x.example", "") for number in range(10)]

    assert len(rows_of(annas.post("/people/new/", filled(ten[0]) | {"add_row": "1"}))) == 2
    assert rows_of(annas.post("/people/new/", filled(*ten) | {"add_row": "1"})) == ten


@pytest.mark.parametrize("button", ["make_first", "remove_row"])
@pytest.mark.parametrize("number", ["5", "-1", "", "x", "9" * 5000])
def test_a_button_of_a_row_that_is_not_there_changes_nothing(
    annas: Client, button: str, number: str
) -> None:
    data = filled(("a@x.example", ""), ("b@x.example", "")) | {button: number}

    assert rows_of(annas.post("/people/new/", data)) == [("a@x.example", ""), ("b@x.example", "")]


def test_a_saved_card_has_the_new_order_and_no_row_that_was_emptied(annas: Client) -> None:
    card = create_person(
        first_name="Kari", addresses=[("a@x.example", ""), ("b@x.example", "Home")]
    )
    data = filled(("b@x.example", "Home"), ("", ""), ("c@x.example", "")) | {
        "addresses-INITIAL_FORMS": "2"
    }

    response = annas.post(f"/people/{card.pk}/edit/", data)

    assert response.headers["Location"] == f"/people/{card.pk}/"
    assert addresses_of(card) == ["b@x.example", "c@x.example"]


@pytest.mark.parametrize(
    ("wanted", "place"),
    [
        ("/inbox/?message=3", "/inbox/?message=3"),
        ("https://evil.example/", None),
        ("//evil.example/", None),
        ("javascript:alert(1)", None),
    ],
)
def test_saving_returns_to_an_address_of_ours_alone(
    annas: Client, wanted: str, place: str | None
) -> None:
    card = create_person(first_name="Kari")
    url = reverse("person_edit", args=[card.pk], query={"next": wanted})

    assert wanted == place or wanted not in annas.get(url).content.decode()
    assert annas.post(url, filled()).headers["Location"] == (place or f"/people/{card.pk}/")


def test_my_card_is_made_when_it_is_missing(annas: Client, anna: User) -> None:
    own_card(anna).delete()

    response = annas.get("/people/me/")

    card = Person.objects.get(user=anna)
    assert response.headers["Location"] == f"/people/{card.pk}/"
    assert card.primary_address == "anna@fjord.example"


def test_my_card_is_mine_to_edit(annas: Client, anna: User) -> None:
    card = own_card(anna)

    assert f"/people/{card.pk}/edit/" in annas.get(f"/people/{card.pk}/").content.decode()
    assert "you send from" in annas.get(f"/people/{card.pk}/edit/").content.decode()
    annas.post(f"/people/{card.pk}/edit/", filled(("new@fjord.example", "")))
    assert (newest().user, addresses_of(card)) == (anna, ["new@fjord.example"])


def test_the_own_card_of_a_colleague_is_seen_and_not_edited(annas: Client, ole: User) -> None:
    card = own_card(ole)
    url = f"/people/{card.pk}/edit/"

    assert url not in annas.get(f"/people/{card.pk}/").content.decode()
    assert annas.get(url).status_code == 404
    assert annas.post(url, filled(("evil@x.example", ""))).status_code == 404
    assert addresses_of(card) == ["ole@fjord.example"]


def test_staff_edit_the_own_card_of_a_colleague(annas: Client, anna: User, ole: User) -> None:
    User.objects.filter(pk=anna.pk).update(is_staff=True)
    card = own_card(ole)

    annas.post(f"/people/{card.pk}/edit/", filled(("ole.new@fjord.example", "")))

    assert (addresses_of(card), newest().user) == (["ole.new@fjord.example"], ole)


def test_a_user_who_was_switched_off_is_sent_to_the_sign_in_page(annas: Client, anna: User) -> None:
    User.objects.filter(pk=anna.pk).update(is_active=False)

    assert annas.get("/people/").status_code == 302
