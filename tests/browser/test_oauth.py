"""A person signs in at their provider in Chromium, whose rules for forms and pages are real."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Person
from tests.browser.installation import Installation
from tests.servers.leash import HOST
from tests.servers.oauth_world import OAuthWorld


@pytest.fixture(scope="module")
def oauth_world() -> Iterator[OAuthWorld]:
    with OAuthWorld() as with_tokens:
        yield with_tokens


@pytest.fixture(scope="module")
def installed(oauth_world: OAuthWorld) -> Iterator[Installation]:
    environment = {**oauth_world.environment(), "MAIL_EXTRA_CA_FILE": str(oauth_world.ca_file)}
    installation = Installation(environment)
    login = oauth_world.login
    login.redirect_uris.add(f"{installation.url}/setup/oauth/callback/")
    installation.manage(
        "oauth", "add", "--provider", "generic", "--name", "Fjord", "--issuer", login.issuer,
        "--client-id", login.client_id, "--secret-stdin", "--mail-hosts", oauth_world.host,
        stdin=f"{login.client_secret}\n",
    )  # fmt: skip
    installation.start()
    yield installation
    installation.stop()
    installation.remove()


@pytest.fixture
def person(oauth_world: OAuthWorld, installed: Installation, browser: Browser) -> Iterator[Person]:
    box = oauth_world.new_user("kari")
    oauth_world.login.signed_in_as = box.address
    name = box.address.partition("@")[0]
    installed.add_user(name, box.address)
    context = browser.new_context(ignore_https_errors=True)
    page = context.new_page()
    lead_to_loopback(page, oauth_world)
    somebody = Person(installed, page, name, box.address, "")
    somebody.sign_in()
    yield somebody
    context.close()


def lead_to_loopback(page: Page, world: OAuthWorld) -> None:
    """The provider's name is in no DNS that the browser asks; its server is asked by address."""

    def answer(route: Any) -> None:
        parts = urlsplit(route.request.url)
        url = f"https://{HOST}:{world.login.port}{parts.path}?{parts.query}"
        reply = page.context.request.get(url, max_redirects=0, ignore_https_errors=True)
        route.fulfill(status=reply.status, headers=reply.headers, body=reply.body())

    page.route(f"{world.login.issuer}/**", answer)


def test_from_the_address_to_the_inbox_without_typing_a_password(person: Person) -> None:
    page = person.page
    page.get_by_role("button", name="Next").click()
    page.get_by_role("button", name="Sign in with Fjord").click()
    page.wait_for_url("**/inbox/**")
    person.go("/options/email/account/")
    expect(page.get_by_text("On the page of Fjord, without a password here")).to_be_visible()
