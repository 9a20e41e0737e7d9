"""The administration in a browser: by keyboard alone, without a barrier, and for real.

The certificate comes from a real server through a real worker.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import Person
from tests.browser.installation import PASSWORD, Installation
from tests.browser.test_main_job import plain
from tests.servers.world import MailWorld

PAGES = ("domains/", "domains/new/", "certificates/", "certificates/new/", "accounts/")


@pytest.fixture(autouse=True)
def nothing_stays(installation: Installation) -> Iterator[None]:
    """The other journeys find their servers by themselves, and trust no more than usual."""
    yield
    installation.manage("preset", "remove", "fjord.example", check=False)
    for line in installation.manage("certificate", "list").splitlines():
        installation.manage("certificate", "remove", line.split("\t")[0], line.split("\t")[2])


def administrator(installation: Installation, page: Page, name: str) -> None:
    """Somebody with is_staff, signed in."""
    installation.manage(
        "user", "add", name, "--email", f"{name}@fjord.example", "--language", "en", "--staff",
        "--password-stdin", stdin=PASSWORD,
    )  # fmt: skip
    page.goto(f"{installation.url}/accounts/login/")
    page.fill("input[name=login]", name)
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url("**/setup/")


def press_until_focused(page: Page, label: str) -> None:
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent").strip() == label:
            return
    raise AssertionError(f"Tab does not lead to {label}")


def test_no_page_of_it_has_a_barrier(installation: Installation, page: Page) -> None:
    administrator(installation, page, "berit")
    for path in PAGES:
        page.goto(f"{installation.url}/administration/{path}")
        found = Axe().run(page).response["violations"]
        assert not found, (path, [violation["id"] for violation in found])


def test_a_colleagues_servers_are_accepted_by_keyboard_and_the_next_person_types_a_password(
    world: MailWorld, person: Person, installation: Installation, page: Page
) -> None:
    person.connect()
    page.context.clear_cookies()
    administrator(installation, page, "gerd")
    page.goto(f"{installation.url}/administration/")
    expect(
        page.get_by_role("heading", name="Use them for everybody at fjord.example")
    ).to_be_visible()
    press_until_focused(page, "Use for everybody")
    page.keyboard.press("Enter")
    expect(page.get_by_text("is now asked for the password alone")).to_be_visible()

    page.context.clear_cookies()
    address, mail_password = world.new_user("nora")
    world.dovecot.deliver(address, plain("Welcome"))
    name = address.partition("@")[0]
    installation.add_user(name, address)
    nora = Person(installation, page, name, address, mail_password)
    nora.sign_in()
    nora.connect()
    expect(page.get_by_text("Welcome").first).to_be_visible(timeout=20_000)


def test_a_certificate_is_fetched_and_confirmed_by_keyboard(
    world: MailWorld, installation: Installation, page: Page
) -> None:
    administrator(installation, page, "helge")
    page.goto(f"{installation.url}/administration/certificates/new/")
    page.locator("input[name=fetch-host]").focus()
    page.keyboard.type("mail.fjord.example")
    page.locator("input[name=fetch-port]").fill(str(world.dovecot.imaps_port))
    press_until_focused(page, "Fetch from the server")
    page.keyboard.press("Enter")
    question = page.get_by_role("heading", name="Is this the certificate of mail.fjord.example?")
    expect(question).to_be_visible(timeout=20_000)
    assert not Axe().run(page).response["violations"]
    press_until_focused(page, "Trust this certificate")
    page.keyboard.press("Enter")
    expect(page.get_by_text("is trusted for mail.fjord.example from now on")).to_be_visible()
    expect(page.get_by_role("row", name="mail.fjord.example")).to_be_visible()
