"""Sign in → first visible row, at a Dovecot INBOX of 10,000 messages; and the page's weight.

Each run goes through the wizard in a fresh browser, with no account yet. The limit is a bare IMAP
client that fetches the same 50 headers.
"""

from __future__ import annotations

import sys
import time

from playwright.sync_api import Browser, Page, sync_playwright

from bench.mail.corpus import letters
from bench.report import middle, note, percentile, say
from bench.stage import fill, installation, signed_in
from tests.browser.installation import PASSWORD, Installation
from tests.servers.world import MailWorld, User

MESSAGES = 10_000
RUNS, RUNS_FULL = 5, 20
SCALE = 0.1
"""The first row comes before any body: smaller ones make the mailbox quicker to fill."""

CHROMIUM = {
    "executable_path": "/usr/bin/chromium",
    "args": ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
}


def main(*, full: bool) -> None:
    with MailWorld() as world, installation(world) as installed, sync_playwright() as engine:
        user = world.new_user("bench")
        fill(world, user, letters(MESSAGES, scale=SCALE))
        installed.add_user(_name(user), user.address)
        installed.start()
        browser = engine.chromium.launch(**CHROMIUM)  # type: ignore[arg-type]
        runs = RUNS_FULL if full else RUNS
        pairs = [_run(world, installed, browser, user, number) for number in range(runs)]
        _report(pairs)


def _report(pairs: list[tuple[float, float]]) -> None:
    seconds, limits = [ours for ours, _limit in pairs], [limit for _ours, limit in pairs]
    name = f"Sign in → first row, INBOX of {MESSAGES:,} messages"
    against = "a bare IMAP client with the same 50 headers (goals: 2 s and 5 s)"
    say(f"{name}, p50", middle(seconds), "s", against, middle(limits))
    say(f"{name}, p95", percentile(seconds, 0.95), "s", against, percentile(limits, 0.95))


def _run(
    world: MailWorld, installed: Installation, browser: Browser, user: User, number: int
) -> tuple[float, float]:
    """Our seconds, and the bare client's."""
    limit = raw_first_page_s(world, user)
    page, taken = sign_in(browser, installed, user)
    note(f"first row after {taken:.2f} s, bare client {limit:.2f} s")
    if number == 0:
        weigh(page, installed)
    page.context.close()
    # With it goes what was stored, and its synchronisation ends.
    installed.manage("account", "remove", user.address)
    return taken, limit


def raw_first_page_s(world: MailWorld, user: User) -> float:
    """Seconds that a bare client needs to sign in and fetch the newest 50 headers."""
    started = time.monotonic()
    with signed_in(world, user) as client:
        _kind, exists = client.select("INBOX", readonly=True)
        total = int(exists[0] or 0)
        client.fetch(f"{max(1, total - 49)}:{total}", "(UID FLAGS BODY.PEEK[HEADER] BODYSTRUCTURE)")
    return time.monotonic() - started


def sign_in(browser: Browser, installed: Installation, user: User) -> tuple[Page, float]:
    """The inbox page, and the seconds from the click on *Sign in* to the first row."""
    page = browser.new_context().new_page()
    page.goto(f"{installed.url}/accounts/login/")
    page.fill("input[name=login]", _name(user))
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.get_by_role("button", name="Next").click()
    page.get_by_label("Password").fill(user.password)
    started = time.monotonic()
    page.get_by_role("button", name="Sign in").click()
    page.locator("[data-message]").first.wait_for(timeout=60_000)
    return page, time.monotonic() - started


def _name(user: User) -> str:
    return user.address.partition("@")[0]


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
    say("First inbox view, compressed", sum(weights) / 1000, "kB", "budget", 90)
    say("First inbox view, requests", len(asked), "requests", "budget", 12)
    foreign = [url for url in asked if not url.startswith((installed.url, "data:"))]
    say("First inbox view, requests to other hosts", len(foreign), "requests")
    fresh.close()


if __name__ == "__main__":
    main(full="--full" in sys.argv)
