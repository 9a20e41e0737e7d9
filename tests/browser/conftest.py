"""Chromium from Debian, one installation and one world of mail servers for all journeys."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.installation import PASSWORD, Installation
from tests.servers.world import MailWorld


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    return {
        "executable_path": "/usr/bin/chromium",
        "args": [
            "--no-sandbox",
            "--disable-gpu",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ],
    }


@pytest.fixture(scope="session")
def installation(world: MailWorld) -> Iterator[Installation]:
    installed = Installation(world.environment())
    installed.start()
    yield installed
    installed.stop()
    installed.remove()


@pytest.fixture
def person(world: MailWorld, installation: Installation, page: Page) -> Person:
    """Somebody new, signed in, with a mailbox at the provider and nothing set up yet."""
    address, mail_password = world.new_user("kari")
    name = address.partition("@")[0]
    installation.add_user(name, address)
    somebody = Person(installation, page, name, address, mail_password)
    somebody.sign_in()
    return somebody


class Person:
    """What a person does, in the words of the screen."""

    def __init__(
        self, installation: Installation, page: Page, name: str, address: str, mail_password: str
    ) -> None:
        self.installation, self.page = installation, page
        self.name, self.address, self.mail_password = name, address, mail_password

    def sign_in(self) -> None:
        self.page.goto(f"{self.installation.url}/accounts/login/")
        self.page.fill("input[name=login]", self.name)
        self.page.fill("input[name=password]", PASSWORD)
        self.page.click("main button[type=submit]")
        self.page.wait_for_url("**/setup/")

    def go(self, path: str) -> None:
        self.page.goto(f"{self.installation.url}{path}")

    def connect(self) -> None:
        """Through the wizard to the first row."""
        self.go("/inbox/")
        self.page.get_by_role("button", name="Next").click()
        self.page.get_by_label("Password").fill(self.mail_password)
        self.page.get_by_role("button", name="Sign in").click()
        self.page.wait_for_url("**/inbox/**")
