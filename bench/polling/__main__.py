"""A thousand accounts, each polled every five minutes, by one worker with eight threads.

So that a short run shows something, some of the thousand are polled far more often and the others
not at all meanwhile: together twice (with ``--full`` five times) as many looks a second as a
thousand accounts make in five minutes. Half-way one in a hundred moves to a server that is dead.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg

from bench.polling.hosts import ManyHosts, dead_ports
from bench.polling.lag import Lags, Seen
from bench.processor import cpu_s
from bench.report import note, percentile, say
from bench.stage import installation
from tests.browser.installation import ROOT, Installation
from tests.servers.postgres import Postgres
from tests.servers.redis import Redis
from tests.servers.world import User

ACCOUNTS = 1_000
POLLED, POLLED_FULL = 100, 1_000
EVERY_S, EVERY_FULL_S = 15.0, 60.0
"""6.7 looks a second, and 16.7; a thousand accounts every five minutes are 3.3."""

WINDOW_S, WINDOW_FULL_S = 20.0, 120.0
DEAD, DEAD_FULL = 2, 10
MUCH_LATER_S = 36_000.0
WORKER = ("worker", "--pool", "threads", "--concurrency", "8", "-Q", "sync,bulk",
          "--without-gossip", "--without-mingle", "-n", "poll@bench")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Window:
    seconds: float
    seen: Seen
    cpu_s: float
    database_s: float


class Stage:
    """One worker and one who ticks, at an installation on PostgreSQL and Redis."""

    def __init__(self, installed: Installation, every_s: float) -> None:
        self._installed, self._every_s = installed, every_s
        self._url = installed.environment["DATABASE_URL"].replace("postgres://", "postgresql://")
        self._ticks = installed.folder / "ticks"

    @contextmanager
    def working(self) -> Iterator[None]:
        environment = {**self._installed.environment, "BENCH_EVERY_S": str(self._every_s)}
        commands = {
            "worker": ["-m", "bench.polling.worker", "-A", "crm_inbox", *WORKER],
            "ticks": ["-m", "bench.polling.inside", "tick"],
        }
        processes = {}
        try:
            for name, arguments in commands.items():
                with (self._installed.folder / name).open("wb") as out:
                    processes[name] = subprocess.Popen(
                        [sys.executable, *arguments], cwd=ROOT, env=environment, stdout=out,
                        stderr=subprocess.STDOUT if name == "worker" else None,
                    )  # fmt: skip
            self._pid = processes["worker"].pid
            self._lags = Lags(self._url)
            self._lags.start()
            yield
            self._lags.end()
        finally:
            for process in processes.values():
                process.kill()
                process.wait(timeout=10)

    def inside(self, verb: str, data: list[dict[str, Any]]) -> None:
        file = self._installed.folder / f"{verb}.json"
        file.write_text(json.dumps(data))
        subprocess.run(
            [sys.executable, "-m", "bench.polling.inside", verb, str(file)],
            cwd=ROOT, env=self._installed.environment, check=True,
        )  # fmt: skip

    def measure(self, seconds: float) -> Window:
        self._lags.window()
        used, busy, began = cpu_s(self._pid), self._database_s(), time.monotonic()
        time.sleep(seconds)
        return Window(
            time.monotonic() - began,
            self._lags.window(),
            cpu_s(self._pid) - used,
            self._database_s() - busy,
        )

    def wait_until_all_were_looked_at(self, count: int, within_s: float) -> None:
        query = "SELECT count(*) FROM accounts_emailaccount WHERE synced_at IS NOT NULL"
        ends_at = time.monotonic() + within_s
        while (done := self.number(query)) < count:
            if time.monotonic() > ends_at:
                raise SystemExit(f"{done} of {count} accounts were looked at in {within_s:.0f} s.")
            time.sleep(0.5)

    def ticks_ms(self) -> list[float]:
        return [float(line) for line in self._ticks.read_text().split()]

    def pks(self, addresses: list[str]) -> set[int]:
        with psycopg.connect(self._url) as database:
            query = "SELECT id FROM accounts_emailaccount WHERE address = ANY(%s)"
            return {row[0] for row in database.execute(query, [addresses])}

    def number(self, query: str) -> float:
        with psycopg.connect(self._url) as database:
            return float((database.execute(query).fetchone() or (0,))[0] or 0)

    def _database_s(self) -> float:
        """Time in which the server executed statements of this installation."""
        query = "SELECT active_time FROM pg_stat_database WHERE datname = current_database()"
        return self.number(query) / 1000


def main(*, full: bool) -> None:
    polled = POLLED_FULL if full else POLLED
    every_s, window_s = (EVERY_FULL_S, WINDOW_FULL_S) if full else (EVERY_S, WINDOW_S)
    with ExitStack() as stack:
        world = stack.enter_context(ManyHosts())
        postgres, redis = stack.enter_context(Postgres()), stack.enter_context(Redis())
        ports = stack.enter_context(dead_ports())
        urls = {"DATABASE_URL": postgres.url, "CELERY_BROKER_URL": redis.url, "LEASE_S": "60"}
        installed = stack.enter_context(installation(world, **urls))
        stage, people = Stage(installed, every_s), world.users(ACCOUNTS)
        stage.inside("make", [_placed(world, n, user, _due_s(n, polled, every_s))
                              for n, user in enumerate(people)])  # fmt: skip
        with stage.working():
            stage.wait_until_all_were_looked_at(polled, 6 * every_s)
            alone = stage.measure(window_s)
            dying = people[: DEAD_FULL if full else DEAD]
            stage.inside("die", [_dead(user, ports[n % 2]) for n, user in enumerate(dying)])
            time.sleep(every_s / 2)
            beside = stage.measure(window_s)
            gone = stage.pks([user.address for user in dying])
            refused = stage.number("SELECT sum(refused) FROM accounts_hoststate")
        note(f"{refused:.0f} times somebody was told to come back later")
        _report(
            f"{polled:,} of {ACCOUNTS:,} accounts every {every_s:.0f} s", stage, alone, beside, gone
        )


def _due_s(number: int, polled: int, every_s: float) -> float:
    return every_s / polled * number if number < polled else MUCH_LATER_S


def _placed(world: ManyHosts, number: int, user: User, due_s: float) -> dict[str, Any]:
    places = {f"{service}_{what}": value
              for service, port in (("imap", world.dovecot.imaps_port), ("smtp", 465))
              for what, value in (("host", world.host_of(number)), ("port", port),
                                  ("security", "tls"), ("username", user.address))}  # fmt: skip
    return {"address": user.address, "password": user.password, "servers": places, "due_s": due_s}


def _dead(user: User, port: int) -> dict[str, Any]:
    places = {"imap_host": "127.0.0.1", "imap_port": port}
    return {"address": user.address, "password": user.password, "servers": places}


def _report(what: str, stage: Stage, alone: Window, beside: Window, gone: set[int]) -> None:
    polls = len(alone.seen.lags)
    if not polls or alone.seen.failed:
        raise SystemExit(f"{alone.seen.failed} of {polls} looks failed, all servers being well.")
    say(
        f"Polling {what}: looks", polls / alone.seconds, "a second", "1,000 every 5 min", 1000 / 300
    )
    first, second = alone.seen.of_others_than(gone), beside.seen.of_others_than(gone)
    for share in (50, 95):
        name = f"Polling {what}: due to done, p{share}"
        say(name, 1000 * percentile(first, share / 100), "ms")
    for share in (50, 95):
        name = f"Polling {what}, some of them on dead servers: due to done of the others, p{share}"
        before = 1000 * percentile(first, share / 100)
        say(name, 1000 * percentile(second, share / 100), "ms", "all servers well", before)
    say(f"Polling {what}: worker's processor", 1000 * alone.cpu_s / polls, "ms a look")
    say(f"Polling {what}: database", 1000 * alone.database_s / polls, "ms a look")
    for share in (50, 95):
        say(f"Polling {what}: tick, p{share}", percentile(stage.ticks_ms(), share / 100), "ms")
    note(f"{len(first)} looks, then {len(second)} beside {len(gone)} accounts on dead servers")


if __name__ == "__main__":
    main(full="--full" in sys.argv)
