"""Help as it stands in the browser: readable for everybody, from topic to topic."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import Person


@pytest.mark.parametrize("topic", ["servers", "problems"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_has_no_barrier(topic: str, scheme: str, person: Person) -> None:
    person.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    person.go(f"/help/{topic}/")
    found = Axe().run(person.page)
    assert not found.response["violations"], found.generate_report()


def test_a_page_is_as_wide_as_a_phone(person: Person) -> None:
    person.page.set_viewport_size({"width": 390, "height": 844})
    for topic in ("servers", "administrators"):
        person.go(f"/help/{topic}/")
        width = person.page.evaluate("document.documentElement.scrollWidth")
        assert width == 390, topic


def test_help_leads_from_topic_to_topic(person: Person) -> None:
    person.go("/help/")
    page = person.page
    page.get_by_role("link", name="Why is my list not updated?").click()
    topics = page.get_by_role("navigation", name="Help topics")
    topics.get_by_role("link", name="App passwords and sign-in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("App passwords and sign-in")
