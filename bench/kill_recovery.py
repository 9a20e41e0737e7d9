"""``kill -9`` in the middle of first synchronisations: how soon it goes on, and what is lost.

    python -m bench.kill_recovery [--full] [--seed N]

At random moments, 200 times in the long run: ``manage.py serve`` on SQLite; two Celery workers and
a beat on PostgreSQL and Redis, all of them; and of these the worker that has the work. Then Redis
is emptied and PostgreSQL crashes. The lease is 3 s. What is stored afterwards is compared with what
Dovecot has, and Dovecot's record of its clients' words says what it was asked for again.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from random import Random, randrange

from bench import blows
from bench.blows import Stage
from bench.interrupted import Mail, Outcome
from bench.interruption_figures import tell
from bench.mail.corpus import letters
from bench.report import note, say
from bench.stage import fill, warm
from tests.servers.postgres import Postgres
from tests.servers.redis import Redis
from tests.servers.world import MailWorld


@dataclass(frozen=True, slots=True)
class Plan:
    """Of how many messages, and how often in each of the first synchronisations of a kind."""

    messages: int
    serve: tuple[int, ...]
    everything: tuple[int, ...]
    worker: int
    redis: int
    database: int


SHORT = Plan(2_000, (5,), (5,), 3, 1, 1)
IN_ALL = "Killed in the middle of a first sync (process, Redis, database)"

FULL = Plan(10_000, (25,) * 4, (20,) * 4, 20, 10, 10)
"""200 kills, and those with which Redis is emptied."""


def main(plan: Plan, seed: int) -> None:
    """Raises SystemExit, after all figures, when a message is lost or doubled."""
    note(f"seed {seed}")
    with MailWorld() as world, Postgres() as postgres, Redis() as redis:
        user = world.new_user("bench")
        fill(world, user, letters(plan.messages))
        warm(world, user)
        stage = Stage(Mail(world, user, plan.messages), postgres, redis, Random(seed))
        outcomes = [*_kills(stage, plan), *_losses(stage, plan)]
    lost, doubled = sum(one.lost for one in outcomes), sum(one.doubled for one in outcomes)
    times = sum(len(one.interruptions) for one in outcomes)
    say(IN_ALL, lost + doubled, f"messages lost or doubled, {times} times")
    if lost or doubled:
        raise SystemExit(f"{lost} messages were lost and {doubled} doubled.")


def _kills(stage: Stage, plan: Plan) -> list[Outcome]:
    serve = [blows.serve_killed(stage, times) for times in plan.serve]
    tell("kill -9, serve, SQLite", serve, starts=True)
    everything = [blows.everything_killed(stage, times) for times in plan.everything]
    tell("kill -9, two workers and beat, PostgreSQL and Redis", everything, starts=True)
    worker = blows.worker_killed(stage, plan.worker)
    tell("kill -9, the worker at work of two, PostgreSQL and Redis", [worker])
    return [*serve, *everything, worker]


def _losses(stage: Stage, plan: Plan) -> list[Outcome]:
    emptied = blows.redis_emptied(stage, plan.redis)
    tell("FLUSHALL of Redis, and kill -9 of the worker at work", [emptied])
    killed = blows.database_killed(stage, plan.database)
    tell("PostgreSQL killed and started again", [killed], starts=True)
    return [emptied, killed]


if __name__ == "__main__":
    words = sys.argv[1:]
    main(
        FULL if "--full" in words else SHORT,
        int(words[words.index("--seed") + 1]) if "--seed" in words else randrange(1_000_000),
    )
