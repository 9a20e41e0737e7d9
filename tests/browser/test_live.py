"""What others change appears on an open page, and nothing moves under the reader's eyes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from imaplib import IMAP4_SSL
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Person
from tests.browser.test_main_job import plain
from tests.servers.clients import imaps
from tests.servers.world import MailWorld

SOON_MS = 90_000
"""Flags are asked for once a minute where the server does not tell of them."""
A_PIXEL = 1
_COUNTS = re.compile(r"(?P<listed>\d+) of (?:at least )?(?P<total>\d+) .* list (?P<ready>\d+) can")
TOPS = """() => {
  const list = document.getElementById("list").getBoundingClientRect()
  return [...document.querySelectorAll(".message-row")]
    .map((row) => [row.dataset.message, Math.round(row.getBoundingClientRect().top - list.top)])
    .filter(([, top]) => top > 60 && top < list.height)
}"""


def letters(count: int, word: str, hour: int = 8) -> list[bytes]:
    return [plain(f"{word} {n}", hour=hour, minute=n % 60) for n in range(count)]


@contextmanager
def other_client(world: MailWorld, person: Person) -> Iterator[IMAP4_SSL]:
    """Another program at the same mailbox."""
    client = imaps(world)
    client.login(person.address, person.mail_password)
    client.select("INBOX")
    yield client
    client.logout()


@pytest.fixture
def inbox(world: MailWorld, person: Person) -> Page:
    """Forty letters, all of them read in."""
    world.dovecot.deliver_many(person.address, letters(40, "Letter"))
    person.connect()
    expect(person.page.locator(".message-row")).to_have_count(40, timeout=SOON_MS)
    expect(person.page.get_by_text("Up to date")).to_be_visible(timeout=SOON_MS)
    return person.page


def scroll(page: Page, top: int) -> dict[str, int]:
    """Where the rows in sight stand, after scrolling."""
    page.evaluate("top => { document.getElementById('list').scrollTop = top }", top)
    return dict(page.evaluate(TOPS))


def stands_still(page: Page, before: dict[str, int]) -> bool:
    """The same rows are in sight, each where it was but for the rounding of a pixel."""
    now = dict(page.evaluate(TOPS))
    return now.keys() == before.keys() and all(
        abs(now[row] - before[row]) <= A_PIXEL for row in now
    )


def test_a_scrolled_list_stays_where_it_is_when_twenty_messages_arrive(
    world: MailWorld, person: Person, inbox: Page
) -> None:
    bottom = inbox.evaluate("document.getElementById('list').scrollHeight")
    before = scroll(inbox, bottom)
    assert len(before) > 3
    world.dovecot.deliver_many(person.address, letters(20, "Later", hour=12))
    button = inbox.get_by_role("button", name=re.compile(r"^\d+ new messages?$"))
    expect(button).to_have_text("20 new messages", timeout=SOON_MS)
    assert stands_still(inbox, before)
    button.click()
    expect(inbox.get_by_text("Later 19").first).to_be_in_viewport()
    expect(button).to_be_hidden()
    expect(inbox.locator(".message-row__link").first).to_be_focused()


def test_a_row_with_the_focus_keeps_it_and_what_is_marked_stays_marked(
    world: MailWorld, person: Person, inbox: Page
) -> None:
    inbox.get_by_text("Letter 30").first.click()
    frame = inbox.frame_locator("iframe")
    expect(frame.get_by_text("The text of Letter 30")).to_be_visible(timeout=SOON_MS)
    document = inbox.locator("iframe").element_handle()
    row = inbox.locator(".message-row__link", has_text="Letter 35")
    row.focus()
    inbox.evaluate("getSelection().selectAllChildren(document.getElementById('subject'))")
    world.dovecot.deliver(person.address, plain("News", hour=13))
    expect(inbox.locator(".message-row").first).to_contain_text("News", timeout=SOON_MS)
    expect(row).to_be_focused()
    assert inbox.evaluate("getSelection().toString()") == "Letter 30"
    assert document and document.evaluate("one => one.isConnected")
    expect(inbox.locator(".message-row__link[aria-current]")).to_contain_text("Letter 30")
    said = inbox.locator("#list-news")
    expect(said).to_have_text("1 new message")


def test_flags_that_another_program_changes_appear_beside_the_open_message(
    world: MailWorld, person: Person, inbox: Page
) -> None:
    inbox.get_by_text("Letter 39").first.click()
    expect(inbox.get_by_role("button", name="Mark as unread")).to_be_visible()
    frame = inbox.locator("iframe").element_handle()
    inbox.get_by_role("button", name="Mark as unread").focus()
    with other_client(world, person) as client:
        client.store("40", "+FLAGS", r"(\Flagged)")
        expect(inbox.get_by_role("button", name="Remove flag")).to_be_visible(timeout=SOON_MS)
    expect(inbox.get_by_role("button", name="Mark as unread")).to_be_focused()
    assert frame and frame.evaluate("one => one.isConnected")
    expect(inbox.locator(".message-row").first).to_contain_text("Flagged")
    with other_client(world, person) as client:
        client.store("40", "-FLAGS", r"(\Seen)")
        # It is not marked as read again because it happens to be open.
        expect(inbox.get_by_role("button", name="Mark as read")).to_be_visible(timeout=SOON_MS)
    expect(inbox).to_have_title(re.compile(r"^\(40\) "), timeout=SOON_MS)
    expect(inbox.locator("#unread-badge")).to_contain_text("40")


def test_a_message_deleted_elsewhere_stays_readable_while_it_is_open(
    world: MailWorld, person: Person, inbox: Page
) -> None:
    inbox.get_by_text("Letter 39").first.click()
    text = inbox.frame_locator("iframe").get_by_text("The text of Letter 39")
    expect(text).to_be_visible(timeout=SOON_MS)
    with other_client(world, person) as client:
        client.store("40", "+FLAGS", r"(\Deleted)")
        client.expunge()
        expect(inbox.get_by_text("no longer on the server")).to_be_visible(timeout=SOON_MS)
    expect(text).to_be_visible()
    expect(inbox.locator(".message-row")).to_have_count(39)
    expect(inbox.get_by_role("link", name="Reply", exact=True)).to_have_count(0)


def test_when_the_row_with_the_focus_is_deleted_its_neighbour_has_it(
    world: MailWorld, person: Person, inbox: Page
) -> None:
    inbox.locator(".message-row__link", has_text="Letter 39").focus()
    with other_client(world, person) as client:
        client.store("40", "+FLAGS", r"(\Deleted)")
        client.expunge()
        expect(inbox.locator(".message-row")).to_have_count(39, timeout=SOON_MS)
    expect(inbox.locator(".message-row__link", has_text="Letter 38")).to_be_focused()


def test_the_first_synchronisation_is_told_in_counts(world: MailWorld, person: Person) -> None:
    world.dovecot.deliver_many(person.address, letters(2_000, "Letter"))
    world.dovecot.deliver_many(person.address, letters(5, "Note"), "Notes")
    said: list[str] = []
    person.page.expose_function("said", lambda words: said.append(words))
    person.page.add_init_script(
        """new MutationObserver(() => {
          const one = document.getElementById("progress")
          if (one) said(one.textContent.trim() + "|" + one.querySelector("progress").position)
        }).observe(document, { subtree: true, childList: true, characterData: true })"""
    )
    person.connect()
    expect(person.page.locator(".message-row").first).to_be_visible(timeout=SOON_MS)
    expect(person.page.locator("#progress")).to_be_visible(timeout=SOON_MS)
    expect(person.page.get_by_text("Synchronising")).to_be_visible()
    expect(person.page.locator("#progress")).to_have_count(0, timeout=120_000)
    expect(person.page.get_by_text("Up to date")).to_be_visible(timeout=SOON_MS)
    found = [_COUNTS.search(words.replace(",", "")) for words in said]
    counts = [tuple(map(int, one.group("listed", "total", "ready"))) for one in found if one]
    for column in range(3):
        assert [one[column] for one in counts] == sorted(one[column] for one in counts)
    assert len({listed for listed, _total, _ready in counts}) > 3
    assert any(total == 2_000 for _listed, total, _ready in counts)
    positions = [float(words.rpartition("|")[2]) for words in said]
    assert max(positions) <= 1.0


def test_a_burst_of_changes_is_one_refresh_and_a_hidden_page_waits(inbox: Page) -> None:
    asked = requests_of(inbox, "list")
    burst = "() => { for (let n = 0; n < 20; n++) document.body.dispatchEvent(new Event('x')) }"
    inbox.evaluate(burst)
    inbox.evaluate(
        """() => {
          const channel = new BroadcastChannel("events")
          for (let n = 1; n <= 20; n++) channel.postMessage({ names: ["mail"], number: 1e9 + n })
        }"""
    )
    inbox.wait_for_timeout(1_500)
    assert 1 <= len(asked()) <= 2
    hide(inbox, hidden=True)
    before = len(asked())
    tell(inbox, 2e9)
    inbox.wait_for_timeout(1_500)
    assert len(asked()) == before
    hide(inbox, hidden=False)
    inbox.wait_for_timeout(1_000)
    assert len(asked()) == before + 1


def test_a_refresh_without_news_weighs_nothing(inbox: Page) -> None:
    answers: list[int] = []
    inbox.on("response", lambda one: answers.append(one.status) if "inbox" in one.url else None)
    for number in (1e9, 2e9, 3e9):
        tell(inbox, number)
        inbox.wait_for_timeout(1_200)
    assert answers[-2:] == [204, 204]


def test_an_answer_of_ones_own_appears_beside_what_it_answers(
    world: MailWorld, person: Person, inbox: Page
) -> None:
    inbox.get_by_text("Letter 39").first.click()
    inbox.get_by_role("link", name="Reply", exact=True).first.click()
    inbox.get_by_label("Message").fill("Thank you.")
    inbox.get_by_role("button", name="Send", exact=True).click()
    inbox.wait_for_url("**/inbox/**")
    inbox.get_by_text("Letter 39").first.click()
    other = inbox.locator(".conversation__message")
    expect(other).to_contain_text("Sent", timeout=60_000)
    expect(inbox.get_by_text("1 other message in this conversation")).to_be_visible()
    other.click()
    expect(inbox.locator("#subject")).to_have_text("Re: Letter 39")
    expect(inbox.locator(".conversation__message")).to_contain_text("Ole Nordmann")


def requests_of(page: Page, target: str) -> Callable[[], list[Any]]:
    found: list[Any] = []
    page.on(
        "request",
        lambda one: found.append(one) if one.headers.get("hx-target") == target else None,
    )
    return lambda: found


def tell(page: Page, number: float) -> None:
    """Another tab's word that something changed."""
    page.evaluate(
        "number => new BroadcastChannel('events').postMessage({ names: ['mail'], number })", number
    )


def hide(page: Page, *, hidden: bool) -> None:
    page.evaluate(
        """hidden => {
          Object.defineProperty(document, "hidden", { value: hidden, configurable: true })
          document.dispatchEvent(new Event("visibilitychange"))
        }""",
        hidden,
    )
