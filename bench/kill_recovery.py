"""``kill -9`` in the middle of a first synchronisation: how soon it goes on, and what is lost.

Once with ``manage.py serve`` on SQLite, started again at once as a supervisor does; once with two
Celery workers on PostgreSQL and Redis, where the one at work is killed and the other must notice
that its lease (3 s here) has run out. What is stored afterwards is compared with what Dovecot has.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

from bench.mail.corpus import letters
from bench.report import note, say
from bench.stage import connect, fill, held, installation, signed_in
from bench.watch import stored, texts
from bench.workers import Workers
from tests.browser.installation import Installation
from tests.servers.postgres import Postgres
from tests.servers.redis import Redis
from tests.servers.world import MailWorld, User

MESSAGES, MESSAGES_FULL = 2_000, 10_000
PATIENCE_S = 600.0
LEASE_S, TICK_S = 3, 1
"""The installation's lease, and how often the beat looks for work whose lease has run out."""


def main(*, full: bool) -> None:
    count = MESSAGES_FULL if full else MESSAGES
    with MailWorld() as world:
        user = world.new_user("bench")
        fill(world, user, letters(count))
        _with_serve(world, user, count)
        _with_workers(world, user, count)


def _with_serve(world: MailWorld, user: User, count: int) -> None:
    with installation(world) as installed:
        connect(world, installed, user)
        installed.start()

        def kill_and_start() -> None:
            installed.kill()
            installed.start()

        _measure(world, installed, user, count, "serve, SQLite", kill_and_start)


def _with_workers(world: MailWorld, user: User, count: int) -> None:
    with Postgres() as postgres, Redis() as redis:
        urls = {"DATABASE_URL": postgres.url, "CELERY_BROKER_URL": redis.url}
        with installation(world, **urls) as installed, Workers(installed) as workers:
            connect(world, installed, user)
            label = "two workers, PostgreSQL and Redis"
            _measure(world, installed, user, count, label, workers.kill_the_busy_one)


def _measure(
    world: MailWorld,
    installed: Installation,
    user: User,
    count: int,
    label: str,
    kill: Callable[[], None],
) -> None:
    done = texts(installed.environment["DATABASE_URL"])
    _wait(lambda: done() > count // 8, "the first texts")
    started = time.monotonic()
    kill()
    before = done()
    if before >= count:
        raise SystemExit("Everything was stored before the worker could be killed.")
    _wait(lambda: done() > before, "work to go on")
    went_on_s = time.monotonic() - started
    note(f"{label}: killed at {before} of {count}, went on after {went_on_s:.1f} s")
    listed = stored(installed.environment["DATABASE_URL"])
    _wait(lambda: done() >= count and listed() >= count, "the end")
    say(f"kill -9, {label}: work goes on after", went_on_s, "s", "lease and tick", LEASE_S + TICK_S)
    _compare(world, installed, user, label)


def _wait(is_so: Callable[[], bool], what: str) -> None:
    ends_at = time.monotonic() + PATIENCE_S
    while not is_so():
        if time.monotonic() > ends_at:
            raise SystemExit(f"Waited {PATIENCE_S:.0f} s in vain for {what}.")
        time.sleep(0.02)


def _compare(world: MailWorld, installed: Installation, user: User, label: str) -> None:
    """Raises SystemExit, after the figures, when a message is lost or doubled."""
    ours, theirs = held(installed, user), _on_server(world, user)
    lost, strange = len(theirs - set(ours)), len(set(ours) - theirs)
    doubled = len(ours) - len(set(ours))
    say(f"kill -9, {label}: lost", lost, "messages")
    say(f"kill -9, {label}: doubled", doubled + strange, "messages")
    if lost or doubled or strange:
        raise SystemExit(f"{label}: {lost} lost, {doubled} doubled, {strange} that nobody sent.")


def _on_server(world: MailWorld, user: User) -> set[tuple[int, str]]:
    """(uid, message id) of every message of INBOX, by another client."""
    with signed_in(world, user) as client:
        client.select("INBOX", readonly=True)
        _kind, data = client.uid("FETCH", "1:*", "(UID BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])")
    records = [record for record in data if isinstance(record, tuple)]
    return {(_uid(line), _message_id(header)) for line, header in records}


def _uid(line: bytes) -> int:
    return int(line.partition(b"UID ")[2].split()[0])


def _message_id(header: bytes) -> str:
    return header.decode().partition("<")[2].partition(">")[0]


if __name__ == "__main__":
    main(full="--full" in sys.argv)
