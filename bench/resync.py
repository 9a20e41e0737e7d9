"""A synchronisation after little or nothing has changed, beside mbsync's of the same account.

Against three kinds of Dovecot: with QRESYNC, with CONDSTORE only, and with neither. Ours is a
worker that is already running (:mod:`bench.standing_worker`); both sign in anew each time, over
TLS. The traffic is ours, inside the encryption, the sign-in included.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from bench import mbsync
from bench.report import middle, note, say
from bench.stage import connect, installation, signed_in, warm
from tests.browser.installation import ROOT, Installation
from tests.servers.capabilities import OnlyCondstore, Plain
from tests.servers.world import MailWorld, User

MESSAGES, MESSAGES_FULL = 10_000, 50_000
REPEATS = 5
FLAGGED, EXPUNGED, NEW = 100, 50, 10
NEW_BYTES = 15_000
DOVECOT_SETTLES_S = 2.2
"""It reads a directory again that was changed within the last second or two."""

RIVAL = "mbsync, same Dovecot"
GOALS: dict[str, tuple[float, int | None]] = {
    "no change": (0.3, 2_000),
    f"{FLAGGED} flags": (0.1, 10_000),
    f"{EXPUNGED} expunged": (0.1, 10_000),
    f"{NEW} new": (0.7, None),
}
"""With QRESYNC: at most so many times what mbsync takes, and so many bytes."""

SERVERS: dict[str, type[MailWorld]] = {
    "QRESYNC": MailWorld,
    "only CONDSTORE": OnlyCondstore,
    "neither": Plain,
}


@dataclass(slots=True)
class Mailbox:
    """INBOX of *user*, whose lowest uids are used up by and by."""

    world: MailWorld
    user: User
    next_uid: int = 1
    next_number: int = 1

    def deliver(self, count: int, size_bytes: int = 1_000) -> None:
        numbers = range(self.next_number, self.next_number + count)
        self.next_number += count
        self.world.dovecot.deliver_many(
            self.user.address, (_letter(n, size_bytes) for n in numbers)
        )

    def take(self, count: int) -> str:
        """Uids that nobody has touched yet, apart from one another as in life."""
        uids = range(self.next_uid, self.next_uid + 3 * count, 3)
        self.next_uid = uids[-1] + 1
        return ",".join(map(str, uids))


def nothing(_mailbox: Mailbox) -> None:
    """Nobody did anything."""


def flags(mailbox: Mailbox) -> None:
    _store(mailbox, mailbox.take(FLAGGED), "\\Seen")


def expunged(mailbox: Mailbox) -> None:
    _store(mailbox, mailbox.take(EXPUNGED), "\\Deleted", expunge=True)


def new(mailbox: Mailbox) -> None:
    mailbox.deliver(NEW, NEW_BYTES)


CHANGES: dict[str, Callable[[Mailbox], None]] = {
    "no change": nothing,
    f"{FLAGGED} flags": flags,
    f"{EXPUNGED} expunged": expunged,
    f"{NEW} new": new,
}


@dataclass(slots=True)
class Figures:
    ours_s: list[float] = field(default_factory=list)
    rival_s: list[float] = field(default_factory=list)
    octets: list[float] = field(default_factory=list)


def main(*, full: bool) -> None:
    count = MESSAGES_FULL if full else MESSAGES
    for server, kind in SERVERS.items():
        with kind() as world:
            user = world.new_user("bench")
            mailbox = Mailbox(world, user)
            mailbox.deliver(count)
            warm(world, user)
            for change, figures in _measured(mailbox, count).items():
                goals = GOALS[change] if server == "QRESYNC" else (None, None)
                _say(f"{count:,} messages, {server}: {change}", figures, *goals)


def _measured(mailbox: Mailbox, count: int) -> dict[str, Figures]:
    world, user = mailbox.world, mailbox.user
    with installation(world) as installed, mbsync.mirror(world, user) as rival:
        connect(world, installed, user)
        with _worker(installed, user) as run:
            first = run()
            if first["fetched"] != count:
                raise SystemExit(f"{first['fetched']} of {count} came.")
            note(f"first: ours {first['seconds']:.1f} s, mbsync {rival.sync_s():.1f} s")
            run(), rival.sync_s()
            return {name: _repeated(mailbox, do, run, rival) for name, do in CHANGES.items()}


def _repeated(
    mailbox: Mailbox,
    change: Callable[[Mailbox], None],
    run: Callable[[], dict[str, float]],
    rival: mbsync.Mirror,
) -> Figures:
    figures = Figures()
    for number in range(REPEATS):
        change(mailbox)
        _settle(mailbox)
        if number % 2:
            figures.rival_s.append(rival.sync_s())
        report = run()
        figures.ours_s.append(report["seconds"])
        figures.octets.append(report["bytes_in"] + report["bytes_out"])
        if not number % 2:
            figures.rival_s.append(rival.sync_s())
    return figures


@contextmanager
def _worker(installed: Installation, user: User) -> Iterator[Callable[[], dict[str, float]]]:
    """A call is a run, and returns its report."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.standing_worker", user.address],
        cwd=ROOT, env=installed.environment, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    assert process.stdin and process.stdout

    def run() -> dict[str, float]:
        assert process.stdin and process.stdout
        process.stdin.write("\n")
        process.stdin.flush()
        report: dict[str, float] = json.loads(process.stdout.readline())
        if report["errors"]:
            raise SystemExit(f"the run failed: {report['errors']}")
        return report

    try:
        yield run
    finally:
        process.stdin.close()
        process.wait(timeout=30)


def _say(name: str, figures: Figures, at_most: float | None, most_bytes: int | None) -> None:
    rival = RIVAL if at_most is None else f"{RIVAL} (goal: at most {at_most} times)"
    say(name, middle(figures.ours_s), "s", rival, middle(figures.rival_s))
    octets = middle(figures.octets)
    if most_bytes is None:
        say(f"{name}: on the wire", octets, "bytes")
    else:
        say(f"{name}: on the wire", octets, "bytes", "goal: at most", most_bytes)


def _settle(mailbox: Mailbox) -> None:
    """Whoever looks first after a change waits while Dovecot reads its directory again, a tenth of
    a second for 50,000 files, and so does everybody as long as that is a moment ago: that is
    neither ours nor mbsync's time."""
    time.sleep(DOVECOT_SETTLES_S)
    with signed_in(mailbox.world, mailbox.user) as client:
        client.select("INBOX")


def _store(mailbox: Mailbox, uids: str, flag: str, *, expunge: bool = False) -> None:
    with signed_in(mailbox.world, mailbox.user) as client:
        client.select("INBOX")
        client.uid("STORE", uids, "+FLAGS.SILENT", f"({flag})")
        if expunge:
            client.uid("EXPUNGE", uids)


def _letter(number: int, size_bytes: int) -> bytes:
    text = f"Letter {number} says what there is to say. ".encode()
    return (
        b"From: Ola <ola@fjord.example>\r\nTo: Kari <kari@fjord.example>\r\n"
        b"Subject: Letter %d\r\nMessage-ID: <%d@fjord.example>\r\n"
        b"Date: Mon, 23 Nov 2026 12:00:00 +0100\r\nContent-Type: text/plain\r\n\r\n%s\r\n"
        % (number, number, (text * (size_bytes // len(text) + 1))[:size_bytes])
    )


if __name__ == "__main__":
    started = time.monotonic()
    main(full="--full" in sys.argv)
    note(f"{time.monotonic() - started:.0f} s in all")
