"""Personal settings: what is chosen there is seen everywhere."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone, translation

from accounts import clock
from accounts.models import Preferences
from accounts.time_zones import grouped_choices
from cards.models import Person
from cards.services.people import save_person
from crm_inbox.models import User
from mail.models import Mailbox
from tests.mailboxes import NOON, account_of, mailbox_of, message_in

LANGUAGES = [code for code, _name in settings.LANGUAGES]


@pytest.fixture
def inbox(anna: User) -> Mailbox:
    return mailbox_of(account_of(anna))


def form(**fields: str) -> dict[str, str]:
    """The form as Anna would send it."""
    return {
        "first_name": "Anna",
        "last_name": "Berg",
        "language": "en",
        "time_zone": "Europe/Oslo",
        "clock": "",
        "theme": "system",
        "single_keys": "on",
    } | fields


def test_the_name_is_kept_on_the_user_and_on_the_own_card(annas: Client, anna: User) -> None:
    annas.post("/options/", form(first_name="Åse", last_name="Næss"))
    assert User.objects.get(pk=anna.pk).display_name == "Åse Næss"
    card = Person.objects.get(user=anna)
    assert card.name == "Åse Næss"
    assert card.primary_address == "anna@fjord.example"


def test_a_name_that_is_changed_on_the_own_card_is_the_users_too(anna: User) -> None:
    card = anna.own_card
    card.first_name, card.last_name = "Åse", "Næss"
    save_person(card, [("anna@fjord.example", "")])
    assert User.objects.get(pk=anna.pk).display_name == "Åse Næss"


def test_without_any_name_the_field_says_what_to_do_and_nothing_is_lost(
    annas: Client, anna: User
) -> None:
    answer = annas.post("/options/", form(first_name=" ", last_name="", time_zone="Asia/Tokyo"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Type a first name or a last name." in page
    assert 'value="Asia/Tokyo" selected' in page
    assert Preferences.objects.get(user=anna).time_zone == ""


def test_a_name_as_hostile_as_can_be_is_only_a_name(annas: Client) -> None:
    annas.post("/options/", form(first_name="<script>alert(1)</script>", last_name="\u202eatad"))
    page = annas.get("/options/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize("field", ["language", "time_zone", "clock", "theme"])
def test_a_choice_that_is_not_offered_is_refused(annas: Client, anna: User, field: str) -> None:
    before = Preferences.objects.values().get(user=anna)
    assert annas.post("/options/", form(**{field: "../../etc"})).status_code == 422
    assert Preferences.objects.values().get(user=anna) == before


@pytest.mark.parametrize("language", LANGUAGES)
def test_zones_are_found_by_their_city_in_every_language(language: str) -> None:
    with translation.override(language):
        groups = dict(grouped_choices())
    cities = dict(pair for pairs in groups.values() for pair in pairs)
    assert cities["Europe/Copenhagen"] in {"København", "Kopenhagen", "Köpenhamn", "Copenhagen"}
    assert cities["America/New_York"] == "New York"
    assert "Etc/GMT+1" not in cities


def test_a_zone_from_elsewhere_stays_chosen(annas: Client, anna: User) -> None:
    Preferences.objects.filter(user=anna).update(time_zone="US/Pacific")
    assert 'value="US/Pacific" selected' in annas.get("/options/").content.decode()


def test_the_chosen_clock_is_on_the_row_and_in_the_open_message(
    annas: Client, inbox: Mailbox
) -> None:
    now = timezone.localtime().replace(hour=14, minute=5)
    message = message_in(inbox, date=now)
    address = f"/messages/{message.pk}/"
    assert "14:05</time>" in annas.get(address).content.decode()

    annas.post("/options/", form(clock="12"))

    page = annas.get(address).content.decode()
    row, opened = re.findall(r"<time [^>]*>([^<]+)</time>", page)
    assert row == "2:05 PM"
    assert opened.endswith(" 2:05 PM")
    assert re.search(r'title="[^"]+ 2:05 PM"', page)
    assert "14:05" not in re.sub(r'datetime="[^"]+"', "", page)


def test_the_chosen_clock_is_in_options_and_in_what_an_answer_quotes(
    annas: Client, inbox: Mailbox
) -> None:
    message = message_in(inbox, date=NOON + timedelta(hours=1, minutes=5), text="Can you deliver?")
    annas.post("/options/", form(clock="12"))
    assert "1:00 PM" in annas.get("/options/email/account/").content.decode()
    assert (
        "2:05 PM Kari Hansen wrote:" in annas.get(f"/messages/{message.pk}/reply/").content.decode()
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("chosen", "written"), [("12", "2:05"), ("24", "14:05")])
def test_every_language_can_be_read_with_either_clock(
    language: str, chosen: str, written: str
) -> None:
    afternoon = NOON + timedelta(hours=1, minutes=5)
    clock.activate(chosen)
    try:
        with translation.override(language):
            shown = [clock.time_of_day(afternoon), clock.date_and_time(afternoon)]
            shown.append(clock.short_date_and_time(afternoon))
    finally:
        clock.deactivate()
    assert all(re.search(rf"\b{written}\b", text) for text in shown)


def test_one_readers_clock_does_not_stay_for_the_next(annas: Client, oles: Client) -> None:
    annas.post("/options/", form(clock="12"))
    annas.get("/options/")
    assert clock.time_of_day(NOON) == "13:00"


def test_the_keys_are_named_and_can_be_switched_off(annas: Client) -> None:
    page = annas.get("/options/").content.decode()
    assert "<kbd>j</kbd>" in page
    assert 'data-single-keys="on"' in page

    off = form()
    del off["single_keys"]
    annas.post("/options/", off)

    assert 'data-single-keys="off"' in annas.get("/options/").content.decode()


def test_the_inbox_names_only_keys_that_work(annas: Client, anna: User, inbox: Mailbox) -> None:
    assert "j and k move in the list" in annas.get("/inbox/").content.decode()
    Preferences.objects.filter(user=anna).update(single_keys=False)
    page = annas.get("/inbox/").content.decode()
    assert "j and k move" not in page
    assert "the arrow keys move in the list" in page


def test_both_pages_are_in_the_profile_menu(annas: Client) -> None:
    menu = annas.get("/people/").content.decode().partition('id="profile-menu"')[2]
    assert 'href="/options/"' in menu
    assert 'href="/options/email/"' in menu
