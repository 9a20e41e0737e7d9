"""From the server's push to the row: how much later than the server tells it do we have a message?

Each letter is delivered by LMTP into a real Dovecot. A connection of the bench's own idles beside
the product's: when it hears EXISTS is the server's push. The row is looked for every few
milliseconds in the database.
"""

from __future__ import annotations

import smtplib
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bench.mail.corpus import letters
from bench.report import percentile, say
from bench.stage import connect, fill, installation, signed_in
from bench.watch import reader, stored
from bench.workers import Workers
from tests.browser.installation import ROOT, Installation
from tests.servers.leash import HOST
from tests.servers.postgres import Postgres
from tests.servers.redis import Redis
from tests.servers.world import MailWorld, User

MESSAGES = 200
DELIVERIES, DELIVERIES_FULL = 40, 200
PAUSE_S = 0.7
LOOK_EVERY_S = 0.002
WAIT_S = 30.0
BUDGET, BUDGET_MS = "budget of 100 ms", 100.0
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
        self.at, self.exists = 0.0, 0
        self._client = signed_in(world, user)
        self._client.select("INBOX", readonly=True)
        self._client.send(b"R1 IDLE\r\n")

    def run(self) -> None:
        while line := self._client.readline():
            if line.strip().endswith(b"EXISTS"):
                self.at, self.exists = time.monotonic(), int(line.split()[1])


def main(*, full: bool) -> None:
    count = DELIVERIES_FULL if full else DELIVERIES
    with MailWorld() as world:
        with installation(world) as installed:
            user = _prepared(world, installed, "serve")
            installed.start()
            _tell("“serve”", _deliveries(world, installed, user, count))
        with Postgres() as postgres, Redis() as redis:
            urls = {"DATABASE_URL": postgres.url, "CELERY_BROKER_URL": redis.url}
            with installation(world, **urls) as installed:
                user = _prepared(world, installed, "workers")
                with Workers(installed), _watcher(installed):
                    deliveries = _deliveries(world, installed, user, count)
                _tell("workers, PostgreSQL and Redis", deliveries)


def _prepared(world: MailWorld, installed: Installation, name: str) -> User:
    user = world.new_user(name)
    fill(world, user, letters(MESSAGES, scale=0.1))
    connect(world, installed, user)
    return user


@contextmanager
def _watcher(installed: Installation) -> Iterator[None]:
    command = [sys.executable, "manage.py", "watch"]
    process = subprocess.Popen(command, cwd=ROOT, env=installed.environment)
    try:
        yield
    finally:
        process.kill()
        process.wait()


def _deliveries(
    world: MailWorld, installed: Installation, user: User, count: int
) -> list[Delivery]:
    _wait_until_watched(installed)
    reference = Reference(world, user)
    reference.start()
    numbers = range(MESSAGES, MESSAGES + count)
    return [_deliver(world, installed, user, reference, number) for number in numbers]


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


def _tell(where: str, found: list[Delivery]) -> None:
    pushed = [1_000 * one.pushed_s for one in found]
    after = [1_000 * (one.stored_s - one.pushed_s) for one in found]
    for name, share in (("p50", 0.5), ("p95", 0.95)):
        told = percentile(pushed, share)
        say(f"Delivery to the server's own push ({where}), {name}", told, "ms")
        row = percentile(after, share)
        say(f"The server's own push to the row ({where}), {name}", row, "ms", BUDGET, BUDGET_MS)


if __name__ == "__main__":
    main(full="--full" in sys.argv)
