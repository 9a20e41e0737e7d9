"""Sign in → first visible row, at a Dovecot INBOX of 10,000 messages; and the page's weight.

    python -m bench.first_row [RUNS]

Each run is a person of their own with the same mailbox, through the wizard in Chromium. The limit
is a bare IMAP client that fetches the same 50 headers.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, sync_playwright

from bench.mailbox import letters, raw_first_page_s
from bench.report import middle, percentile, say
from tests.browser.installation import PASSWORD, Installation
from tests.servers.world import MailWorld, User

MESSAGES = 10_000
CHROMIUM = {
    "executable_path": "/usr/bin/chromium",
    "args": ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
}


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    with MailWorld() as world, installation(world) as installed, sync_playwright() as engine:
        browser = engine.chromium.launch(**CHROMIUM)  # type: ignore[arg-type]
        mail = list(letters(MESSAGES))
        seconds, limits = [], []
        for _ in range(runs):
            user = world.new_user("bench")
            world.dovecot.deliver_many(user.address, mail)
            limits.append(raw_first_page_s(world, user))
            page, taken = sign_in(browser, installed, user)
            seconds.append(taken)
            if len(seconds) == runs:
                weigh(page, installed)
            installed.manage("account", "remove", user.address)
        against = "bare IMAP client, same 50 headers"
        say("first row p50", middle(seconds), "s", against, middle(limits))
        say("first row p95", percentile(seconds, 0.95), "s", against, middle(limits))


@contextmanager
def installation(world: MailWorld) -> Iterator[Installation]:
    installed = Installation(world.environment())
    installed.start()
    try:
        yield installed
    finally:
        installed.stop()


def sign_in(browser: Browser, installed: Installation, user: User) -> tuple[Page, float]:
    """The inbox page, and the seconds from the click on *Sign in* to the first row."""
    name = user.address.partition("@")[0]
    installed.add_user(name, user.address)
    page = browser.new_context().new_page()
    page.goto(f"{installed.url}/accounts/login/")
    page.fill("input[name=login]", name)
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.get_by_role("button", name="Next").click()
    page.get_by_label("Password").fill(user.password)
    started = time.monotonic()
    page.get_by_role("button", name="Sign in").click()
    page.locator("[data-message]").first.wait_for(timeout=60_000)
    return page, time.monotonic() - started


def weigh(page: Page, installed: Installation) -> None:
    """Requests and compressed bytes of a first view of the inbox, with nothing cached."""
    fresh = page.context.browser.new_context(storage_state=page.context.storage_state())  # type: ignore[union-attr]
    view = fresh.new_page()
    session = fresh.new_cdp_session(view)
    session.send("Network.enable")
    asked: list[str] = []
    weights: list[float] = []
    view.on("request", lambda request: asked.append(request.url))
    session.on("Network.loadingFinished", lambda told: weights.append(told["encodedDataLength"]))
    view.goto(f"{installed.url}/inbox/", wait_until="load")
    view.wait_for_timeout(1000)
    say("first inbox view, compressed", sum(weights) / 1000, "kB", "budget of 90 kB", 90)
    say("first inbox view, requests", len(asked), "requests", "budget of 12", 12)
    foreign = [url for url in asked if not url.startswith((installed.url, "data:"))]
    say("first inbox view, requests to other hosts", len(foreign), "requests")
    fresh.close()


if __name__ == "__main__":
    main()
