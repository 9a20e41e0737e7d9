"""The inbox page of a large mailbox, beside the smallest Django page over the same rows.

Both come from the same ``manage.py serve`` in turn, over one connection, compressed.
"""

from __future__ import annotations

import re
import sys

from bench.browser import Browser
from bench.floor import PATH
from bench.mail.corpus import letters
from bench.report import middle, note, percentile, say
from bench.stage import connect, fill, installation, warm
from tests.browser.installation import Installation
from tests.servers.world import MailWorld, User

MESSAGES, MESSAGES_FULL = 10_000, 50_000
REPEATS = 200
WARM_UP = 20
SCALE = 0.1
"""A list shows no bodies: smaller ones make the mailbox quicker to fill."""

_OLDER = re.compile(r'href="(/inbox/\?[^"]*after=[^"]*)" rel="next"')
_FOLDER = re.compile(r"folder=(\d+)")


def main(*, full: bool) -> None:
    count = MESSAGES_FULL if full else MESSAGES
    settings = {"DJANGO_SETTINGS_MODULE": "bench.floor.settings"}
    with MailWorld() as world, installation(world, **settings) as installed:
        user = world.new_user("bench")
        name = _stored(world, installed, user, count)
        installed.start()
        browser = Browser(installed)
        browser.sign_in(name)
        _measure(browser, count)


def _stored(world: MailWorld, installed: Installation, user: User, count: int) -> str:
    fill(world, user, letters(count, scale=SCALE))
    warm(world, user)
    name = connect(world, installed, user)
    note(f"{count} messages are delivered and being synchronised")
    installed.manage("sync", user.address, timeout_s=1800)
    return name


def _measure(browser: Browser, count: int) -> None:
    page, older = _addresses(browser, count)
    ours, floor, deep = list[float](), list[float](), list[float]()
    for number in range(WARM_UP + REPEATS):
        taken = [
            browser.taken_ms(path) for path in (page, f"{PATH}?{page.partition('?')[2]}", older)
        ]
        if number >= WARM_UP:
            for times, ms in zip((ours, floor, deep), taken, strict=True):
                times.append(ms)
    name = f"Inbox page, {count:,} messages"
    against = "the smallest Django page over the same rows (goal: at most 3 times)"
    say(f"{name}, p50", middle(ours), "ms", against, middle(floor))
    say(f"{name}, p95", percentile(ours, 0.95), "ms", against, percentile(floor, 0.95))
    say(f"{name}, far down, p50", middle(deep), "ms", "its first page", middle(ours))


def _addresses(browser: Browser, count: int) -> tuple[str, str]:
    """Of the first page and of one that is three quarters down, by the links that a person has."""
    html = browser.get("/inbox/")
    first, older = _link(html), ""
    for _page in range(count * 3 // 4 // 50):
        older = _link(html)
        html = browser.get(older)
    folder = _FOLDER.search(first)
    return f"/inbox/?folder={folder[1] if folder else ''}", older


def _link(html: str) -> str:
    found = _OLDER.search(html)
    if not found:
        raise SystemExit("The inbox page has no link to older messages.")
    return found[1].replace("&amp;", "&")


if __name__ == "__main__":
    main(full="--full" in sys.argv)
