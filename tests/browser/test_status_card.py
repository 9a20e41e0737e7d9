"""The password was changed at the provider: what the person sees, and mends with keys alone."""

from __future__ import annotations

import re
import time

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Person
from tests.browser.test_main_job import plain
from tests.servers.world import MailWorld

NEW_PASSWORD = "a new password"


def barriers(page: Page) -> list[str]:
    """What axe finds."""
    return [f"{one['id']}: {one['help']}" for one in Axe().run(page).response["violations"]]


def reach(page: Page, wanted: Locator) -> None:
    """By the Tab key, from wherever the focus is."""
    for _ in range(60):
        if wanted.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError("the Tab key does not lead there")


def test_a_changed_password_is_told_at_once_and_mended_by_keyboard(
    world: MailWorld, person: Person
) -> None:
    world.dovecot.deliver(person.address, plain("Before the change"))
    person.connect()
    page, keys = person.page, person.page.keyboard
    page.get_by_text("Before the change").first.click(timeout=15_000)
    world.dovecot.change_password(person.address, NEW_PASSWORD)
    time.sleep(2.5)  # Dovecot looks at the file once a second
    page.get_by_role("button", name=re.compile("^Flag")).first.click()

    banner = page.locator(".banner", has_text="New email is not fetched")
    person.go("/inbox/")
    expect(banner).to_be_visible(timeout=20_000)
    assert barriers(page) == []

    person.go("/options/email/account/")
    expect(page.get_by_text("Nothing is tried until you act").first).to_be_visible()
    log = page.locator("summary", has_text="Connection log")
    reach(page, log)
    keys.press("Enter")
    expect(page.get_by_role("cell", name=re.compile("Receiving was refused"))).to_be_visible()
    assert barriers(page) == []

    page.evaluate("document.activeElement.blur()")
    reach(page, page.get_by_role("button", name="Type the password again"))
    keys.press("Enter")
    expect(page.get_by_label("Password", exact=True)).to_be_focused(timeout=15_000)
    keys.type(NEW_PASSWORD)
    keys.press("Enter")
    page.wait_for_url("**/options/email/account/", timeout=20_000)
    expect(
        page.locator(".service", has_text="Receiving").get_by_text("Works", exact=True)
    ).to_be_visible()
    expect(
        page.locator(".service", has_text="Sending").get_by_text("Works", exact=True)
    ).to_be_visible()
    person.go("/inbox/")
    expect(banner).to_have_count(0)


def test_removing_asks_once_by_keyboard_and_leaves_nothing_here(
    world: MailWorld, person: Person
) -> None:
    world.dovecot.deliver(person.address, plain("Stays at the provider"))
    person.connect()
    page = person.page
    expect(page.get_by_text("Stays at the provider").first).to_be_visible(timeout=15_000)
    person.go("/options/email/account/")
    reach(page, page.get_by_role("link", name="Remove"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 message is removed from this inbox")).to_be_visible()
    assert barriers(page) == []
    reach(page, page.get_by_role("button", name="Remove email account"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("No email account yet")).to_be_visible()
    assert len(world.dovecot.stored(person.address)) == 1
