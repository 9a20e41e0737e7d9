"""A first synchronisation of everything, over TLS, beside mbsync's of the same account.

A worker's ``sync_account`` into an empty database, SQLite and PostgreSQL, and mbsync in turn.
Beside the speed: the first row, the peak of memory, and what the CPU time goes to.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from bench import mbsync
from bench.mail.corpus import letters
from bench.mail.letter import Letter
from bench.report import middle, note, percentile, say
from bench.stage import connect, fill, installation, warm
from tests.browser.installation import ROOT
from tests.servers.postgres import Postgres
from tests.servers.world import MailWorld, User

MESSAGES, MESSAGES_FULL = 10_000, 50_000
REPEATS, REPEATS_FULL = 3, 1
COMMAND_S = 3600.0
RIVAL = "mbsync, same Dovecot, COMPRESS off"
GOAL, GOAL_LISTED, GOAL_OF_SQLITE = "goal: once as fast", "goal: 5 times", "goal: 0.8"
MB = 1_000_000


@dataclass(frozen=True, slots=True)
class Taken:
    whole_s: float
    headers_s: float
    first_row_s: float
    peak_rss_bytes: int
    cpu_s: dict[str, float]

    def __str__(self) -> str:
        cpu_s = sum(self.cpu_s.values())
        return f"{self.whole_s:.1f} s (all listed {self.headers_s:.1f} s, CPU {cpu_s:.1f} s)"


@dataclass(frozen=True, slots=True)
class Round:
    mbsync_s: float
    stores: dict[str, Taken]


def main(count: int, repeats: int) -> None:
    with MailWorld() as world, Postgres() as postgres:
        user = world.new_user("bench")
        sizes: list[int] = []
        fill(world, user, _weighed(letters(count), sizes))
        warm(world, user)
        _say_mail(count, sizes)
        rounds = [_round(world, postgres, user, count, number) for number in range(repeats)]
        for store in ("SQLite", "PostgreSQL"):
            _report(count, store, rounds)
        _say_stores(count, rounds)


def _weighed(given: Iterable[Letter], sizes: list[int]) -> Iterator[Letter]:
    for letter in given:
        sizes.append(len(letter.raw))
        yield letter


def _say_mail(count: int, sizes: list[int]) -> None:
    name = f"Mail of the first sync, {count:,} messages: size"
    say(f"{name}, p50", middle([size / 1000 for size in sizes]), "kB", "a business mailbox", 22)
    say(f"{name}, p90", percentile([*map(float, sizes)], 0.9) / 1000, "kB", "the same", 120)


def _round(world: MailWorld, postgres: Postgres, user: User, count: int, number: int) -> Round:
    database = f"bench{number}"
    postgres.create_database(database)
    taken = Round(
        mbsync.first_sync_s(world, user, count),
        {
            "SQLite": _ours(world, user, count),
            "PostgreSQL": _ours(world, user, count, postgres.url_of(database)),
        },
    )
    ours = ", ".join(f"{name} {one}" for name, one in taken.stores.items())
    note(f"load {os.getloadavg()[0]:.1f}: mbsync {taken.mbsync_s:.1f} s, {ours}")
    return taken


def _ours(world: MailWorld, user: User, count: int, database_url: str = "") -> Taken:
    environment = {"DATABASE_URL": database_url} if database_url else {}
    with installation(world, **environment) as installed:
        connect(world, installed, user)
        said = subprocess.run(
            [sys.executable, "-m", "bench.one_sync", user.address, str(count)],
            cwd=ROOT, env=installed.environment, capture_output=True, text=True,
            timeout=COMMAND_S, check=False,
        )  # fmt: skip
    if said.returncode:
        raise SystemExit(f"the synchronisation failed: {said.stderr[-500:]}")
    told: dict[str, Any] = json.loads(said.stdout.splitlines()[-1])
    fetched, errors = told.pop("fetched"), told.pop("errors")
    if errors or fetched != count:
        raise SystemExit(f"{fetched} of {count} came: {errors}")
    return Taken(**told)


def _report(count: int, store: str, rounds: list[Round]) -> None:
    def of(value: Callable[[Taken], float]) -> float:
        return middle([value(taken.stores[store]) for taken in rounds])

    name = f"First sync of {count:,} messages over TLS into {store}"
    rival = count / middle([taken.mbsync_s for taken in rounds])
    unit = "messages/s"
    say(name, count / of(lambda taken: taken.whole_s), unit, f"{RIVAL} ({GOAL})", rival)
    listed = count / of(lambda taken: taken.headers_s)
    say(f"{name}: all listed", listed, unit, f"{RIVAL} ({GOAL_LISTED})", rival)
    say(f"{name}: first row after signing in", of(lambda taken: taken.first_row_s), "s", "goal", 1)
    say(f"{name}: peak memory", of(lambda t: t.peak_rss_bytes) / MB, "MB", "goal", 200)
    cpu_s = of(lambda taken: sum(taken.cpu_s.values()))
    say(f"{name}: CPU for a message", cpu_s / count * 1000, "ms")
    for kind in ("parsing", "wire", "database", "rows"):
        spent_s = middle([taken.stores[store].cpu_s.get(kind, 0.0) for taken in rounds])
        say(f"{name}: share of {kind} in the CPU time", 100 * spent_s / cpu_s, "%")


def _say_stores(count: int, rounds: list[Round]) -> None:
    whole_s = {
        store: middle([taken.stores[store].whole_s for taken in rounds])
        for store in ("SQLite", "PostgreSQL")
    }
    say(
        f"First sync of {count:,} messages over TLS: PostgreSQL",
        count / whole_s["PostgreSQL"],
        "messages/s",
        f"SQLite ({GOAL_OF_SQLITE})",
        count / whole_s["SQLite"],
    )


if __name__ == "__main__":
    is_full = "--full" in sys.argv
    if is_full:
        main(MESSAGES_FULL, REPEATS_FULL)
    main(MESSAGES, REPEATS)
