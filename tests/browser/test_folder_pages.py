"""Folders and what is missing of them: told on every size of screen, and answered by keyboard."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Person
from tests.browser.test_live import SOON_MS, letters, other_client
from tests.browser.test_status_card import reach
from tests.browser.wizard import barriers
from tests.servers.world import MailWorld

LONG = "Grundstuecksverkehrsgenehmigungszustaendigkeitsuebertragungsverordnung"
PHONE = {"width": 390, "height": 844}
WHEN = "tbody .folder-table__when"
LINES_OF = """selector => [...document.querySelectorAll(selector)].map((cell) => {
  const range = document.createRange()
  range.selectNodeContents(cell)
  return new Set([...range.getClientRects()].map(({ top }) => Math.round(top / 8))).size
})"""


@pytest.fixture
def connected(world: MailWorld, person: Person) -> Page:
    """Sixty letters, and one in a folder with a long name."""
    world.dovecot.deliver_many(person.address, letters(60, "Letter"))
    world.dovecot.deliver_many(person.address, letters(1, "Permit"), LONG)
    person.connect()
    expect(person.page.get_by_text("Up to date")).to_be_visible(timeout=SOON_MS)
    return person.page


def test_what_the_server_lists_no_longer_is_asked_about_and_hidden_by_keyboard(
    world: MailWorld, person: Person, connected: Page
) -> None:
    page = connected
    with other_client(world, person) as client:
        client.store("1:60", "+FLAGS", r"(\Deleted)")
        client.expunge()
        expect(page.get_by_role("link", name="Decide")).to_be_visible(timeout=SOON_MS)
    assert barriers(page) == []
    reach(page, page.get_by_role("link", name="Decide"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("Say whether they were deleted or moved on purpose.")).to_be_visible()
    assert barriers(page) == []
    hide = page.get_by_role("button", name=re.compile("hide them here too"))
    expect(hide).to_have_accessible_description("Inbox")
    reach(page, hide)
    page.keyboard.press("Enter")
    expect(page.get_by_text("60 messages are hidden.")).to_be_visible()


def test_the_page_about_folders_stands_still_and_breaks_no_time_of_day(
    person: Person, connected: Page
) -> None:
    page = connected
    page.set_viewport_size({"width": 820, "height": 900})
    page.get_by_role("link", name=re.compile("^How far back")).click()
    expect(page.locator(WHEN).first).to_contain_text(re.compile(r"\d\d:\d\d"))
    assert set(page.evaluate(LINES_OF, WHEN)) == {1}
    switch = page.get_by_role("switch", name=f"Show {LONG} among your folders")
    switch.focus()
    with page.expect_response(lambda one: one.request.headers.get("hx-target") == "folder-tables"):
        page.evaluate("document.body.dispatchEvent(new CustomEvent('mail:changed'))")
    page.wait_for_timeout(200)
    expect(switch).to_be_focused()


def test_a_phone_says_whether_everything_is_here_and_how_far_back(
    person: Person, connected: Page
) -> None:
    page = connected
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    expect(page.get_by_text("Up to date")).to_be_visible()
    assert barriers(page) == []
    page.get_by_role("link", name="How far back: Everything").click()
    expect(page.get_by_role("heading", name="Folders", exact=True)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert barriers(page) == []
    page.get_by_label("How much mail is held here").select_option("The last 30 days")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Your choice is saved.")).to_be_visible()
    person.go("/inbox/")
    expect(page.get_by_role("link", name="How far back: The last 30 days")).to_be_visible()


def test_a_message_that_cannot_be_read_is_opened_as_text_and_tried_again(
    person: Person, connected: Page
) -> None:
    page = connected
    row = page.locator("[data-message]").first
    number = row.get_attribute("data-message")
    person.installation.manage(
        "shell", "-v0", "-c",
        "from django.utils import timezone; from mail.models import Message, Quarantined; "
        f"one = Message.objects.get(pk={number}); one.state = 'unreadable'; one.save(); "
        "Quarantined.objects.create(message=one, account_id=one.account_id, reason='text', "
        "since=timezone.now())",
    )  # fmt: skip
    person.go(f"/messages/{number}/")
    expect(page.get_by_text("This message cannot be shown")).to_be_visible()
    page.get_by_role("button", name="Open as text").click()
    source = page.locator("pre.source")
    expect(source).to_contain_text("The text of Letter", timeout=SOON_MS)
    assert barriers(page) == []
    page.get_by_role("link", name="Back").click()
    assert barriers(page) == []
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_text("Nothing is in quarantine")).to_be_visible(timeout=SOON_MS)
    assert barriers(page) == []
