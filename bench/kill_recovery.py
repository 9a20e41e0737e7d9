"""``kill -9`` in the middle of first synchronisations: how soon it goes on, and what is lost.

    python -m bench.kill_recovery [--full] [--seed N]

At random moments: ``manage.py serve`` on SQLite; two Celery workers and a beat on PostgreSQL and
Redis, all of them; and of these the worker that has the work, so that the other must notice that
its lease (3 s here) has run out. Whatever was killed is started again at once, as a supervisor
does. Then Redis is emptied and PostgreSQL crashes. What is stored afterwards is compared with what
Dovecot has, and Dovecot's record of its clients' words says what it was asked for again.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from random import Random, randrange

from bench.interrupted import Mail, Outcome, interrupted, prepare
from bench.interruption_figures import tell
from bench.mail.corpus import letters
from bench.report import note
from bench.stage import fill, installation, warm
from bench.workers import Workers
from tests.browser.installation import Installation
from tests.engine.interruptions import Blow
from tests.engine.processes import Processes, one_process
from tests.servers.postgres import Postgres
from tests.servers.redis import Redis
from tests.servers.world import MailWorld


@dataclass(frozen=True, slots=True)
class Plan:
    """Of how many messages, and how often in each first synchronisation of a kind."""

    messages: int
    serve: tuple[int, ...]
    everything: tuple[int, ...]
    one_of_two: tuple[int, ...]
    redis: int
    database: int


SHORT = Plan(2_000, (5,), (5,), (1,), 1, 1)
FULL = Plan(10_000, (25,) * 4, (20,) * 4, (20,), 10, 10)
"""200 kills."""


@dataclass(frozen=True, slots=True)
class Stage:
    mail: Mail
    postgres: Postgres
    redis: Redis
    chance: Random
    databases: Iterator[int] = field(default_factory=count)

    @contextmanager
    def serve(self) -> Iterator[tuple[Installation, Processes]]:
        """Just started, with nothing brought yet."""
        with installation(self.mail.world) as installed:
            prepare(self.mail, installed)
            with Processes(installed.environment, one_process(installed.port)) as serve:
                serve.start()
                yield installed, serve

    @contextmanager
    def workers(self) -> Iterator[tuple[Installation, Workers]]:
        """The same with a database of their own and an empty Redis."""
        database = f"kills{next(self.databases)}"
        self.postgres.create_database(database)
        self.redis.command("FLUSHALL")
        urls = {"DATABASE_URL": self.postgres.url_of(database), "CELERY_BROKER_URL": self.redis.url}
        with installation(self.mail.world, **urls) as installed:
            prepare(self.mail, installed)
            with Workers(installed) as workers:
                yield installed, workers


def main(plan: Plan, seed: int) -> None:
    """Raises SystemExit, after all figures, when a message is lost or doubled."""
    note(f"seed {seed}")
    with MailWorld() as world, Postgres() as postgres, Redis() as redis:
        user = world.new_user("bench")
        fill(world, user, letters(plan.messages))
        warm(world, user)
        stage = Stage(Mail(world, user, plan.messages), postgres, redis, Random(seed))
        outcomes = [*_kills(stage, plan), *_losses(stage, plan)]
    lost, doubled = (sum(one.lost for one in outcomes), sum(one.doubled for one in outcomes))
    if lost or doubled:
        raise SystemExit(f"{lost} messages were lost and {doubled} doubled.")


def _kills(stage: Stage, plan: Plan) -> list[Outcome]:
    serve = [_serve_killed(stage, times) for times in plan.serve]
    tell("kill -9, serve, SQLite", serve, starts=True)
    everything = [_everything_killed(stage, times) for times in plan.everything]
    tell("kill -9, two workers and a beat, PostgreSQL and Redis", everything, starts=True)
    one = [_busy_one_killed(stage, times) for times in plan.one_of_two]
    tell("kill -9, the one at work of two workers, PostgreSQL and Redis", one)
    return [*serve, *everything, *one]


def _losses(stage: Stage, plan: Plan) -> list[Outcome]:
    emptied = _redis_emptied(stage, plan.redis)
    tell("FLUSHALL of Redis, and kill -9 of the worker at work", [emptied])
    crashed = _database_restarted(stage, plan.database)
    tell("PostgreSQL killed and started again", [crashed], starts=True)
    return [emptied, crashed]


def _serve_killed(stage: Stage, times: int) -> Outcome:
    with stage.serve() as (installed, serve):
        blow = Blow(serve.kill_and_start, installed.answers)
        return interrupted(stage.mail, installed, serve, blow, times, stage.chance)


def _everything_killed(stage: Stage, times: int) -> Outcome:
    with stage.workers() as (installed, workers):
        blow = Blow(workers.kill_and_start, workers.are_up)
        return interrupted(stage.mail, installed, workers, blow, times, stage.chance)


def _busy_one_killed(stage: Stage, times: int) -> Outcome:
    with stage.workers() as (installed, workers):
        blow = Blow(workers.kill_and_start_the_busy_one, workers.are_up)
        return interrupted(stage.mail, installed, workers, blow, times, stage.chance)


def _redis_emptied(stage: Stage, times: int) -> Outcome:
    """The task that is to be handed out next is in no queue, and what the other worker and the
    beat had told Redis is gone."""
    with stage.workers() as (installed, workers):

        def strike() -> None:
            workers.kill_and_start_the_busy_one()
            stage.redis.command("FLUSHALL")

        blow = Blow(strike, workers.are_up)
        return interrupted(stage.mail, installed, workers, blow, times, stage.chance)


def _database_restarted(stage: Stage, times: int) -> Outcome:
    with stage.workers() as (installed, workers):
        blow = Blow(stage.postgres.restart)
        return interrupted(stage.mail, installed, workers, blow, times, stage.chance)


if __name__ == "__main__":
    words = sys.argv[1:]
    main(
        FULL if "--full" in words else SHORT,
        int(words[words.index("--seed") + 1]) if "--seed" in words else randrange(1_000_000),
    )
