"""From the server's push to the row: how much later than the server tells it do we have a message?

Each letter is delivered by LMTP into a real Dovecot. A connection of the bench's own idles beside
the product's: when it hears EXISTS is the server's push. The row is looked for every few
milliseconds in the database.
"""

from __future__ import annotations

import smtplib
import sys
import threading
import time
from dataclasses import dataclass

from bench.mail.corpus import letters
from bench.report import note, percentile, say
from bench.stage import connect, fill, installation, signed_in
from bench.watch import reader, stored
from tests.browser.installation import Installation
from tests.servers.leash import HOST
from tests.servers.world import MailWorld, User

MESSAGES = 200
DELIVERIES, DELIVERIES_FULL = 40, 200
PAUSE_S = 0.7
LOOK_EVERY_S = 0.002
WAIT_S = 30.0
_WATCHED = "SELECT count(*) FROM mail_watch WHERE since IS NOT NULL"


@dataclass(frozen=True, slots=True)
class Delivery:
    """Seconds after LMTP had taken the letter."""

    pushed_s: float
    stored_s: float


class Reference(threading.Thread):
    """A plain client that idles; ``exists`` is how many messages it was told of, and when."""

    def __init__(self, world: MailWorld, user: User) -> None:
        super().__init__(daemon=True)
        self.exists, self.at = 0, 0.0
        self._client = signed_in(world, user)
        self._client.select("INBOX", readonly=True)
        self._client.send(b"R1 IDLE\r\n")

    def run(self) -> None:
        while line := self._client.readline():
            if line.strip().endswith(b"EXISTS"):
                self.at, self.exists = time.monotonic(), int(line.split()[1])


def main(*, full: bool) -> None:
    with MailWorld() as world, installation(world) as installed:
        user = world.new_user("bench")
        fill(world, user, letters(MESSAGES, scale=0.1))
        connect(world, installed, user)
        installed.start()
        _wait_until_watched(installed)
        reference = Reference(world, user)
        reference.start()
        deliver = [_deliver(world, installed, user, reference, MESSAGES + n) for n in
                   range(DELIVERIES_FULL if full else DELIVERIES)]  # fmt: skip
        _tell(deliver)


def _wait_until_watched(installed: Installation) -> None:
    url, ends_at = installed.environment["DATABASE_URL"], time.monotonic() + 90.0
    there, watched = stored(url), reader(url, _WATCHED)
    while there() < MESSAGES or not watched():
        if time.monotonic() > ends_at:
            raise SystemExit(f"Not watched in time: {installed.log[-1000:]}")
        time.sleep(0.1)
    time.sleep(2.0)


def _deliver(
    world: MailWorld, installed: Installation, user: User, reference: Reference, there: int
) -> Delivery:
    time.sleep(PAUSE_S)
    rows = stored(installed.environment["DATABASE_URL"])
    with smtplib.LMTP(HOST, world.dovecot.lmtp_port) as lmtp:
        lmtp.sendmail("ole@havn.example", [user.address], _letter(there))
    at, ends_at = time.monotonic(), time.monotonic() + WAIT_S
    while rows() <= there:
        if time.monotonic() > ends_at:
            raise SystemExit(f"Letter {there} is not here: {installed.log[-1000:]}")
        time.sleep(LOOK_EVERY_S)
    stored_s = time.monotonic() - at
    while reference.exists <= there and time.monotonic() < ends_at:
        time.sleep(LOOK_EVERY_S)
    return Delivery(reference.at - at, stored_s)


def _letter(number: int) -> bytes:
    head = f"From: Ole <ole@havn.example>\r\nSubject: Letter {number}\r\n"
    return f"{head}Message-ID: <{number}@havn.example>\r\n\r\nHello\r\n".encode()


def _tell(found: list[Delivery]) -> None:
    pushed = [1_000 * one.pushed_s for one in found]
    after = [1_000 * (one.stored_s - one.pushed_s) for one in found]
    note(f"{len(found)} deliveries")
    for name, share in (("p50", 0.5), ("p95", 0.95)):
        say(f"Delivery to the server's own push, {name}", percentile(pushed, share), "ms")
        say(f"The server's own push to the row, {name}", percentile(after, share), "ms")


if __name__ == "__main__":
    main(full="--full" in sys.argv)
