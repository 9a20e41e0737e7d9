"""Delivery → visible row: a message is put into the mailbox while an inbox page is open.

The time begins when the file is in its place and ends when the row has been painted (two animation
frames later), the process under ``serve``, Chromium at a Dovecot. Beside it, the same moment as a
bare client sees it that sits in IDLE: what the server itself needs to tell.
"""

from __future__ import annotations

import imaplib
import re
import sys
import threading
import time
from queue import Queue

from playwright.sync_api import Page, sync_playwright

from bench.first_row import CHROMIUM, sign_in
from bench.mail.corpus import letters
from bench.report import middle, note, percentile, say
from bench.stage import fill, installation, signed_in
from tests.servers.world import MailWorld, User

MESSAGES = 500
RUNS, RUNS_FULL = 20, 100
PAUSE_S = 1.5
WITHIN_MS = 60_000

# In the page's own clock, which is the machine's.
_WATCH = """() => {
  window.seenAt = new Promise((resolve) => {
    const look = () => {
      if (!document.getElementById("list").textContent.includes("SUBJECT")) return
      watcher.disconnect()
      requestAnimationFrame(() => requestAnimationFrame(() => resolve(Date.now() / 1000)))
    }
    const watcher = new MutationObserver(look)
    watcher.observe(document.body, { subtree: true, childList: true, characterData: true })
  })
}"""


def main(*, full: bool) -> None:
    with MailWorld() as world, installation(world) as installed, sync_playwright() as engine:
        user = world.new_user("bench")
        fill(world, user, letters(MESSAGES, scale=0.1))
        installed.add_user(user.address.partition("@")[0], user.address)
        installed.start()
        browser = engine.chromium.launch(**CHROMIUM)  # type: ignore[arg-type]
        page, _taken = sign_in(browser, installed, user)
        page.get_by_text("Up to date").wait_for(timeout=WITHIN_MS)
        time.sleep(PAUSE_S)
        pairs = [_run(world, user, page, number) for number in range(RUNS_FULL if full else RUNS)]
        _report(pairs)
        browser.close()


def _report(pairs: list[tuple[float, float]]) -> None:
    ours, bare = [one for one, _bare in pairs], [one for _ours, one in pairs]
    against = "a bare client in IDLE, told of it (goal: 2 s)"
    say("Delivery → visible row, p50", middle(ours), "s", against, middle(bare))
    say("Delivery → visible row, p95", percentile(ours, 0.95), "s", against, percentile(bare, 0.95))


def _run(world: MailWorld, user: User, page: Page, number: int) -> tuple[float, float]:
    """Our seconds, and the bare client's."""
    subject = f"Delivered {number} just now"
    page.evaluate(_WATCH.replace("SUBJECT", subject))
    told = _told_at(world, user)
    raw = (
        f"From: a@x.example\r\nSubject: {subject}\r\nMessage-ID: <{number}@x.example>\r\n\r\nHello"
    )
    world.dovecot.deliver(user.address, raw.encode())
    delivered = time.time()
    seen = float(page.evaluate("window.seenAt"))
    bare = told.get(timeout=60) - delivered
    note(f"visible after {seen - delivered:.2f} s, bare client {bare:.2f} s")
    time.sleep(PAUSE_S)
    return seen - delivered, bare


def _told_at(world: MailWorld, user: User) -> Queue[float]:
    """When a bare client that is in IDLE by now is told of the next message."""
    told: Queue[float] = Queue()
    client = signed_in(world, user)
    client.select("INBOX", readonly=True)
    client.send(b"A1 IDLE\r\n")
    client.readline()
    threading.Thread(target=_wait, args=(client, told), daemon=True).start()
    return told


def _wait(client: imaplib.IMAP4_SSL, told: Queue[float]) -> None:
    while not re.match(rb"\* \d+ EXISTS", client.readline()):
        pass
    told.put(time.time())
    client.shutdown()


if __name__ == "__main__":
    main(full="--full" in sys.argv)
