"""A first synchronisation of everything, over TLS, beside mbsync's of the same account.

``manage.py sync --json`` into an empty database, SQLite and PostgreSQL, and mbsync in turn; what
counts is the time that the command says, since a worker is already running when it begins.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bench import mbsync
from bench.mail.corpus import letters
from bench.report import middle, note, say
from bench.stage import connect, fill, installation, warm
from bench.watch import Watch
from tests.browser.installation import Installation
from tests.servers.postgres import Postgres
from tests.servers.world import MailWorld, User

MESSAGES, MESSAGES_FULL = 2_000, 10_000
REPEATS = 3
COMMAND_S = 3600.0


@dataclass(frozen=True, slots=True)
class Taken:
    whole_s: float
    headers_s: float


def main(*, full: bool) -> None:
    count = MESSAGES_FULL if full else MESSAGES
    with MailWorld() as world, Postgres() as postgres:
        user = world.new_user("bench")
        fill(world, user, letters(count))
        warm(world, user)
        rounds = [_round(world, postgres, user, count, number) for number in range(REPEATS)]
        _report(count, rounds)


def _round(
    world: MailWorld, postgres: Postgres, user: User, count: int, number: int
) -> dict[str, Taken]:
    database = f"bench{number}"
    postgres.create_database(database)
    taken = {"mbsync": Taken(mbsync.first_sync_s(world, user, count), 0.0)}
    taken["SQLite"] = _ours(world, user, count)
    taken["PostgreSQL"] = _ours(world, user, count, postgres.url_of(database))
    note(", ".join(f"{name} {times.whole_s:.1f} s" for name, times in taken.items()))
    return taken


def _ours(world: MailWorld, user: User, count: int, database_url: str = "") -> Taken:
    environment = {"DATABASE_URL": database_url} if database_url else {}
    with installation(world, **environment) as installed:
        connect(world, installed, user)
        with _watched(installed, count) as watch:
            said = installed.manage("sync", user.address, "--json", timeout_s=COMMAND_S)
    summary = json.loads(said.splitlines()[-1])
    if summary["errors"] or summary["fetched"] != count:
        raise SystemExit(f"{summary['fetched']} of {count} came: {summary['errors']}")
    return Taken(summary["seconds"], watch.seconds)


@contextmanager
def _watched(installed: Installation, count: int) -> Iterator[Watch]:
    """How long it takes until INBOX can be used: every header is stored."""
    watch = Watch(installed.environment["DATABASE_URL"], count)
    watch.start()
    try:
        yield watch
    finally:
        watch.end()


def _report(count: int, rounds: list[dict[str, Taken]]) -> None:
    rival = middle([taken["mbsync"].whole_s for taken in rounds])
    against = "mbsync, same Dovecot, COMPRESS off"
    for store in ("SQLite", "PostgreSQL"):
        whole = middle([taken[store].whole_s for taken in rounds])
        usable = middle([taken[store].headers_s for taken in rounds])
        name = f"First sync of {count:,} messages over TLS into {store}"
        say(name, whole, "s", against, rival)
        say(f"{name}: headers", usable, "s", f"{against}, whole", rival)


if __name__ == "__main__":
    main(full="--full" in sys.argv)
