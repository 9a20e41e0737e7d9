"""Every open page learns of a change: by one stream for the browser, or by asking."""

from __future__ import annotations

import re

from playwright.sync_api import Page, Request, expect

from tests.browser.conftest import Person
from tests.browser.test_main_job import plain
from tests.servers.world import MailWorld

TABS = 10
_MARK = "document.body.addEventListener('mail:changed', () => { document.body.id = 'heard' })"
_FORGET = "document.body.id = ''"


def listening_tab(person: Person, page: Page) -> Page:
    page.goto(f"{person.installation.url}/inbox/")
    page.evaluate(_MARK)
    return page


def has_heard(page: Page) -> None:
    expect(page.locator("#heard")).to_be_attached(timeout=30_000)


def test_ten_tabs_hear_of_a_change_through_one_stream(world: MailWorld, person: Person) -> None:
    """A browser opens six connections to a host at most (HTTP/1.1)."""
    person.connect()
    person.page.goto("about:blank")
    streams: list[str] = []

    def note(request: Request) -> None:
        if "/events/?" in request.url:
            streams.append(request.url)

    person.page.context.on("request", note)
    tabs = [listening_tab(person, person.page.context.new_page()) for _ in range(TABS)]
    for tab in tabs:
        tab.evaluate(_FORGET)
    world.dovecot.deliver(person.address, plain("For every tab"))
    for tab in tabs:
        has_heard(tab)
    assert len(streams) == 1


def test_when_the_tab_with_the_stream_closes_another_one_takes_over(
    world: MailWorld, person: Person
) -> None:
    person.connect()
    first = listening_tab(person, person.page)
    second = listening_tab(person, first.context.new_page())
    first.close()
    second.evaluate(_FORGET)
    world.dovecot.deliver(person.address, plain("After the first tab"))
    has_heard(second)


def test_where_no_stream_comes_through_the_page_asks_instead(
    world: MailWorld, person: Person
) -> None:
    person.page.context.route(re.compile(r"/events/\?"), lambda route: route.abort())
    person.connect()
    page = listening_tab(person, person.page)
    page.evaluate(_FORGET)
    world.dovecot.deliver(person.address, plain("By asking"))
    has_heard(page)
