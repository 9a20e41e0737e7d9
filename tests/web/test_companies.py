"""The list of companies, the card with its people and its form; the company on a person's form."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Preferences
from cards.models import Company, Person
from cards.services.companies import create_company
from cards.services.people import create_person
from crm_inbox.models import User
from tests.web.test_people import filled, newest

pytestmark = pytest.mark.django_db

LIST_QUERIES = 4
"""Session, user with preferences, companies, unread badge."""

CARD_QUERIES = 6
"""Session, user with preferences, company, its people, their addresses, unread badge."""

SCRIPT = "<script>alert(1)</script>"


def shown(response: Any) -> list[str]:
    """The names in the rows of the page."""
    return [card.name for card in response.context["page"].cards]


@pytest.mark.parametrize(
    "name", ["companies", "company_new", "company_suggestions", "company", "company_edit"]
)
def test_a_visitor_is_sent_to_the_sign_in_page(client: Client, name: str) -> None:
    card = create_company(name="Fjord AS")
    url = reverse(name, args=[card.pk] if name in {"company", "company_edit"} else [])

    for response in (client.get(url), client.post(url)):
        assert response.status_code == 302
        assert response.headers["Location"].startswith("/accounts/login/?next=/companies/")


def test_an_empty_list_says_what_to_do(annas: Client) -> None:
    page = annas.get("/companies/").content.decode()

    assert "No companies yet" in page
    assert page.count('href="/companies/new/"') == 2


def test_the_menu_shows_that_these_are_the_companies(annas: Client) -> None:
    page = annas.get("/companies/").content.decode()

    assert 'href="/companies/" aria-current="page"' in page
    assert page.count("aria-current") == 1


def test_a_search_shows_what_matches_and_keeps_the_words(annas: Client) -> None:
    create_company(name="Fjord AS", city="Bergen")
    create_company(name="Elv AS")

    response = annas.get("/companies/", {"q": "bergen"})

    assert shown(response) == ["Fjord AS"]
    assert 'value="bergen"' in response.content.decode()


def test_a_search_without_hits_repeats_the_words_escaped(annas: Client) -> None:
    page = annas.get("/companies/", {"q": SCRIPT}).content.decode()

    assert "No company found" in page
    assert SCRIPT not in page and "&lt;script&gt;" in page


@pytest.mark.parametrize(
    ("language", "names"),
    [("nb", ["Anker", "Ærlig", "Åse"]), ("sv", ["Anker", "Åse", "Ærlig"])],
)
def test_the_list_is_in_the_order_of_the_readers_language(
    annas: Client, anna: User, language: str, names: list[str]
) -> None:
    Preferences.objects.filter(user=anna).update(language=language)
    for name in ("Åse", "Ærlig", "Anker"):
        create_company(name=name)

    assert shown(annas.get("/companies/")) == names


def test_a_search_is_read_page_by_page_without_losing_any(annas: Client) -> None:
    for number in range(60):
        create_company(name=f"Fjord & {number} AS")
        create_company(name=f"Elv {number}")

    first = annas.get("/companies/", {"q": "fjord &"})
    second = annas.get(first.context["page"].next_url)

    assert len(shown(first)) == 50 and len(set(shown(first) + shown(second))) == 60
    assert second.context["page"].next_url == ""
    assert shown(annas.get(second.context["page"].first_url)) == shown(first)


@pytest.mark.parametrize("after", ["", "x", "-1", "²", "9" * 18, "9" * 5000])
def test_a_made_up_place_in_the_list_shows_its_beginning(annas: Client, after: str) -> None:
    create_company(name="Fjord AS")

    assert shown(annas.get("/companies/", {"after": after})) == ["Fjord AS"]


def test_the_list_takes_as_many_queries_for_fifty_companies_as_for_one(
    annas: Client, django_assert_num_queries: Any
) -> None:
    create_company(name="Fjord AS")
    annas.get("/companies/")
    with django_assert_num_queries(LIST_QUERIES):
        annas.get("/companies/")
    for number in range(50):
        create_company(name=f"Elv {number}", email=f"post@elv{number}.example")

    with django_assert_num_queries(LIST_QUERIES):
        annas.get("/companies/")


def test_a_card_shows_its_fields_and_links(annas: Client) -> None:
    card = create_company(
        name="Fjord AS",
        street="Strandkaien 4",
        postal_code="5013",
        city="Bergen",
        phone="+47 55 00 00 00",
        email="post+crm@fjord.example",
        website="https://fjord.example/",
    )

    page = annas.get(f"/companies/{card.pk}/").content.decode()

    assert "Strandkaien 4<br>5013 Bergen" in page
    assert 'href="tel:+4755000000"' in page and 'href="https://fjord.example/"' in page
    assert 'href="/compose/?to=post%2Bcrm%40fjord.example"' in page


def test_a_card_without_people_says_so_and_offers_a_new_one(annas: Client) -> None:
    card = create_company(name="Fjord AS")

    page = annas.get(f"/companies/{card.pk}/").content.decode()

    assert "Nobody who works here has a card yet." in page
    assert f'href="/people/new/?company={card.pk}&amp;next=%2Fcompanies%2F{card.pk}%2F"' in page


def test_the_people_at_a_company_are_all_there_page_by_page(
    annas: Client, django_assert_num_queries: Any
) -> None:
    create_person(first_name="Per", company_name="Elv AS")
    for number in range(60):
        address = (f"p{number}@fjord.example", "")
        create_person(first_name=f"P{number}", company_name="Fjord AS", addresses=[address])
    url = Company.objects.get(name="Fjord AS").get_absolute_url()
    annas.get(url)

    with django_assert_num_queries(CARD_QUERIES):
        first = annas.get(url)
    second = annas.get(first.context["page"].next_url)

    assert len(shown(first)) == 50
    assert set(shown(first) + shown(second)) == {f"P{number}" for number in range(60)}


def test_a_colleague_sees_and_changes_the_same_card(annas: Client, oles: Client) -> None:
    card = create_company(name="Fjord AS")

    annas.post(f"/companies/{card.pk}/edit/", {"name": "Fjord AS", "city": "Bergen"})
    oles.post(f"/companies/{card.pk}/edit/", {"name": "Fjord Kraft AS", "city": "Bergen"})

    assert "Fjord Kraft AS" in annas.get(f"/companies/{card.pk}/").content.decode()
    assert Company.objects.get().city == "Bergen"


def test_every_typed_text_is_escaped(annas: Client) -> None:
    texts = ("street", "postal_code", "city", "country", "phone", "note", "organisation_number")
    card = create_company(
        name=SCRIPT, **{name: SCRIPT[: 20 if "code" in name else 50] for name in texts}
    )
    person = create_person(first_name="Kari", company_name=SCRIPT)

    for url in (
        "/companies/", f"/companies/{card.pk}/", f"/companies/{card.pk}/edit/", "/people/",
        f"/people/{person.pk}/", f"/people/{person.pk}/edit/", "/companies/names/",
    ):  # fmt: skip
        page = annas.get(url).content.decode()
        assert "<script>a" not in page and "&lt;script&gt;" in page


def test_a_missing_card_is_not_found(annas: Client) -> None:
    assert annas.get("/companies/987654/").status_code == 404
    assert annas.get("/companies/987654/edit/").status_code == 404
    assert annas.get(f"/companies/{'9' * 30}/").status_code == 404


def test_a_new_company_is_stored_with_what_was_typed(annas: Client) -> None:
    data = {"name": " Fjord   AS ", "website": "fjord.example", "email": "Post@FJORD.example"}

    response = annas.post("/companies/new/", data)

    card = Company.objects.get()
    assert response.headers["Location"] == f"/companies/{card.pk}/"
    assert (card.name, card.website) == ("Fjord AS", "https://fjord.example")
    assert card.email == "Post@fjord.example"


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"name": " "}, "Type the name of the company."),
        ({"name": "FJORD  as"}, "There is already a company with this name."),
        ({"email": "post at <x>"}, "“post at &lt;x&gt;” is not an email address."),
        ({"email": f"a@{'x' * 100_000}.example"}, "An email address has at most 254 characters."),
        ({"website": "javascript:alert(1)"}, "Write the website like www.company.com."),
        ({"website": "ftp://fjord.example"}, "Write the website like www.company.com."),
        ({"name": "x" * 201}, "at most 200 characters"),
        ({"name": "x\x00y"}, "Null characters are not allowed."),
    ],
)
def test_what_cannot_be_right_is_named_and_nothing_is_stored(
    annas: Client, wrong: dict[str, str], sentence: str
) -> None:
    create_company(name="Fjord AS")

    response = annas.post("/companies/new/", {"name": "Elv AS", **wrong})

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert Company.objects.count() == 1


def test_a_company_does_not_take_the_name_of_another(annas: Client) -> None:
    create_company(name="Fjord AS")
    card = create_company(name="Elv AS")

    response = annas.post(f"/companies/{card.pk}/edit/", {"name": "fjord as"})

    assert response.status_code == 422
    assert Company.objects.get(pk=card.pk).name == "Elv AS"


def test_a_new_person_begins_with_the_company_it_was_asked_for_on(annas: Client) -> None:
    card = create_company(name="Fjord AS")
    url = reverse("person_new", query={"company": card.pk, "next": card.get_absolute_url()})

    assert 'name="company_name" value="Fjord AS"' in annas.get(url).content.decode()
    response = annas.post(url, filled(company_name="fjord as"))

    assert response.headers["Location"] == f"/companies/{card.pk}/"
    assert newest().company == card


@pytest.mark.parametrize("number", ["987654", "x", "-1", "²", "9" * 5000])
def test_a_made_up_company_begins_an_empty_card(annas: Client, number: str) -> None:
    response = annas.get("/people/new/", {"company": number})

    assert response.status_code == 200
    assert response.context["form"]["company_name"].value() is None


def test_a_new_name_on_the_card_of_a_person_makes_a_company_and_says_so(annas: Client) -> None:
    response = annas.post("/people/new/", filled(company_name="Elv AS"), follow=True)

    company = Company.objects.get()
    page = response.content.decode()
    assert "Elv AS is a new company." in page
    assert f'href="/companies/{company.pk}/"' in page


def test_another_company_leaves_the_old_one_as_it_was(annas: Client) -> None:
    card = create_person(first_name="Kari", company_name="Fjord AS")
    elv = create_company(name="Elv AS")

    response = annas.post(f"/people/{card.pk}/edit/", filled(company_name="ELV as"), follow=True)

    card.refresh_from_db()
    assert card.company == elv
    assert "is a new company" not in response.content.decode()
    assert Company.objects.filter(name="Fjord AS").exists()


def test_an_emptied_company_takes_the_person_away_from_it(annas: Client) -> None:
    card = create_person(first_name="Kari", company_name="Fjord AS")

    annas.post(f"/people/{card.pk}/edit/", filled(company_name=" "))

    card.refresh_from_db()
    assert card.company is None


def test_a_card_that_is_not_right_makes_no_company(annas: Client) -> None:
    response = annas.post("/people/new/", filled(("wrong", ""), company_name="Fjord AS"))

    assert response.status_code == 422
    assert 'name="company_name" value="Fjord AS"' in response.content.decode()
    assert not Company.objects.exists()


def test_the_typed_company_survives_a_new_row_of_addresses(annas: Client) -> None:
    card = create_person(first_name="Kari", company_name="Fjord AS")
    data = filled(("a@x.example", ""), company_name="Elv AS") | {"add_row": "1"}

    page = annas.post(f"/people/{card.pk}/edit/", data).content.decode()

    assert 'name="company_name" value="Elv AS"' in page
    assert not Company.objects.filter(name="Elv AS").exists()


def test_suggestions_are_what_matches_the_typed_words(annas: Client) -> None:
    for name in ("Fjord AS", "Elv AS"):
        create_company(name=name)

    page = annas.get("/companies/names/", {"company_name": "FJO"}).content.decode()

    assert page.strip() == '<option value="Fjord AS"></option>'


def test_the_form_of_a_person_suggests_companies_without_a_script(annas: Client) -> None:
    create_company(name="Fjord AS")

    page = annas.get("/people/new/").content.decode()

    assert '<datalist id="company-names"><option value="Fjord AS">' in page
    assert 'list="company-names"' in page


def test_the_own_card_may_name_a_company_too(annas: Client, anna: User) -> None:
    card = Person.objects.get(user=anna)

    annas.post(f"/people/{card.pk}/edit/", filled(("a@x.example", ""), company_name="Fjord AS"))

    card.refresh_from_db()
    assert card.company is not None and card.user == anna
