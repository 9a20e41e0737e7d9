"""A page that was left open: what it says stays true, and it outlives a session."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Person
from tests.browser.installation import PASSWORD
from tests.browser.test_live import SOON_MS, hide, letters, requests_of, tell
from tests.browser.test_main_job import wait_for
from tests.servers.world import MailWorld

QUIET_MS = 2_000

NOBODY_LOOKED = """
from accounts.models import EmailAccount
from django.utils import timezone
from datetime import timedelta
EmailAccount.objects.filter(address="{address}").update(
    imap_worked_at=timezone.now() - timedelta(hours=2),
    synced_at=timezone.now() - timedelta(hours=2),
)
"""


@pytest.fixture
def inbox(world: MailWorld, person: Person) -> Page:
    """Three letters, on a page whose clock the test holds."""
    world.dovecot.deliver_many(person.address, letters(3, "Letter"))
    person.page.clock.install()
    person.connect()
    expect(person.page.locator(".message-row")).to_have_count(3, timeout=SOON_MS)
    expect(person.page.get_by_text("Up to date")).to_be_visible(timeout=SOON_MS)
    return person.page


def sign_out(person: Person) -> None:
    """As if the session had ended by itself."""
    person.page.context.clear_cookies(name="session")


def sign_in(person: Person, page: Page) -> None:
    page.fill("input[name=login]", person.name)
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")


def wait_for_quiet(page: Page, asked: Callable[[], list[Any]]) -> int:
    """Until the first synchronisation has told all its news: so many requests were made."""
    heard = -1
    while len(asked()) > heard:
        heard = len(asked())
        page.wait_for_timeout(QUIET_MS)
    return heard


def test_a_page_that_hears_nothing_says_by_itself_when_the_server_was_last_asked(
    person: Person, inbox: Page
) -> None:
    row = inbox.locator(".message-row__link", has_text="Letter 1")
    row.focus()
    person.installation.manage("shell", "-c", NOBODY_LOOKED.format(address=person.address))
    asked = requests_of(inbox, "folders")
    heard = wait_for_quiet(inbox, asked)
    inbox.clock.fast_forward("09:00")
    assert len(asked()) == heard
    inbox.clock.fast_forward("07:00")
    expect(inbox.get_by_text("Last looked at")).to_be_visible()
    expect(row).to_be_focused()


def test_a_page_that_nobody_sees_asks_when_it_is_seen_again(inbox: Page) -> None:
    hide(inbox, hidden=True)
    asked = requests_of(inbox, "list")
    tell(inbox, 1e9)
    inbox.clock.fast_forward("40:00")
    inbox.wait_for_timeout(500)
    assert asked() == []
    hide(inbox, hidden=False)
    inbox.clock.fast_forward("00:02")
    inbox.wait_for_timeout(500)
    assert len(asked()) == 1


def test_whose_session_ended_signs_in_and_is_back_at_the_open_message(
    person: Person, inbox: Page
) -> None:
    inbox.get_by_text("Letter 1").first.click()
    expect(inbox.get_by_role("button", name="Mark as unread")).to_be_visible()
    where = inbox.url
    sign_out(person)
    tell(inbox, 1e9)
    inbox.clock.fast_forward("00:02")
    inbox.wait_for_url("**/accounts/login/**")
    sign_in(person, inbox)
    inbox.wait_for_url(where)
    expect(inbox.get_by_role("button", name="Mark as unread")).to_be_visible()


def test_a_page_without_a_stream_that_asks_while_signed_out_is_led_to_signing_in(
    person: Person, inbox: Page
) -> None:
    inbox.context.route(re.compile(r"/events/\?"), lambda route: route.abort())
    sign_out(person)
    inbox.reload()
    sign_in(person, inbox)
    expect(inbox.locator(".message-row")).to_have_count(3)
    inbox.clock.fast_forward("00:10")
    sign_out(person)
    inbox.clock.fast_forward("00:20")
    inbox.wait_for_url("**/accounts/login/**")


def test_a_button_pressed_while_signed_out_leads_back_to_the_message(
    person: Person, inbox: Page
) -> None:
    inbox.get_by_text("Letter 1").first.click()
    button = inbox.get_by_role("button", name="Mark as unread")
    expect(button).to_be_visible()
    where = inbox.url
    sign_out(person)
    button.click()
    inbox.wait_for_url("**/accounts/login/**")
    sign_in(person, inbox)
    inbox.wait_for_url(where)


def test_a_message_that_is_sent_while_signed_out_is_not_lost(
    world: MailWorld, person: Person, inbox: Page
) -> None:
    other, _password = world.new_user("ole")
    person.go("/compose/")
    inbox.get_by_label("To", exact=True).fill(other)
    inbox.get_by_label("Subject").fill("Offer")
    inbox.get_by_label("Message").fill("All that I wrote.")
    sign_out(person)
    send = inbox.get_by_role("button", name="Send", exact=True)
    send.click()
    expect(inbox.get_by_text("You are signed out")).to_be_visible()
    expect(inbox.get_by_label("Message")).to_have_value("All that I wrote.")
    with inbox.context.expect_page() as opened:
        inbox.locator("[data-signed-out] a").click()
    sign_in(person, opened.value)
    opened.value.wait_for_url("**/inbox/**")
    opened.value.close()
    send.click()
    inbox.wait_for_url("**/inbox/**")
    assert wait_for(lambda: world.dovecot.stored(other))


def test_words_of_a_search_stay_when_the_session_ends(person: Person, inbox: Page) -> None:
    folder = inbox.locator("#folders a[href*='folder=']").first.get_attribute("href")
    number = re.findall(r"folder=(\d+)", folder or "")[0]
    person.go(f"/folders/{number}/server/")
    inbox.get_by_label("Words to look for").fill("Fjord")
    sign_out(person)
    tell(inbox, 1e9)
    inbox.clock.fast_forward("00:02")
    expect(inbox.get_by_text("You are signed out")).to_be_visible()
    expect(inbox.get_by_label("Words to look for")).to_have_value("Fjord")
