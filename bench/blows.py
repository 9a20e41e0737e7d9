"""What may befall an installation in the middle of a first synchronisation, in five ways.

Whatever is killed is started again at once, as a supervisor does.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from random import Random

from bench.interrupted import Mail, Outcome, interrupted, prepare
from bench.stage import installation
from bench.workers import Workers
from tests.browser.installation import Installation
from tests.engine.interruptions import Blow
from tests.engine.processes import Processes, one_process
from tests.servers.postgres import Postgres
from tests.servers.redis import Redis


@dataclass(frozen=True, slots=True)
class Stage:
    """Each time *mail* comes into an empty database."""

    mail: Mail
    postgres: Postgres
    redis: Redis
    chance: Random
    _databases: Iterator[int] = field(default_factory=count)

    @contextmanager
    def serve(self) -> Iterator[tuple[Installation, Processes]]:
        """On SQLite, just started."""
        with installation(self.mail.world) as installed:
            prepare(self.mail, installed)
            with Processes(installed.environment, one_process(installed.port)) as serve:
                serve.start()
                yield installed, serve

    @contextmanager
    def workers(self) -> Iterator[tuple[Installation, Workers]]:
        """Two and a beat, just started; Redis is empty."""
        database = f"kills{next(self._databases)}"
        self.postgres.create_database(database)
        self.redis.command("FLUSHALL")
        urls = {"DATABASE_URL": self.postgres.url_of(database), "CELERY_BROKER_URL": self.redis.url}
        with installation(self.mail.world, **urls) as installed:
            prepare(self.mail, installed)
            with Workers(installed) as workers:
                yield installed, workers


def serve_killed(stage: Stage, times: int) -> Outcome:
    with stage.serve() as (installed, serve):
        blow = Blow(serve.kill_and_start, installed.answers)
        return interrupted(stage.mail, installed, serve, blow, times, stage.chance)


def everything_killed(stage: Stage, times: int) -> Outcome:
    with stage.workers() as (installed, workers):
        blow = Blow(workers.kill_and_start, workers.are_up)
        return interrupted(stage.mail, installed, workers, blow, times, stage.chance)


def worker_killed(stage: Stage, times: int) -> Outcome:
    """The one at work: the other must notice that the lease has run out."""
    with stage.workers() as (installed, workers):
        blow = Blow(workers.kill_and_start_the_busy_one, workers.are_up)
        return interrupted(stage.mail, installed, workers, blow, times, stage.chance)


def redis_emptied(stage: Stage, times: int) -> Outcome:
    """Under the same, so that the next task has to be handed out; left alone, the worker at work
    would not notice."""
    with stage.workers() as (installed, workers):

        def strike() -> None:
            workers.kill_and_start_the_busy_one()
            stage.redis.command("FLUSHALL")

        blow = Blow(strike, workers.are_up)
        return interrupted(stage.mail, installed, workers, blow, times, stage.chance)


def database_killed(stage: Stage, times: int) -> Outcome:
    with stage.workers() as (installed, workers):
        blow = Blow(stage.postgres.restart)
        return interrupted(stage.mail, installed, workers, blow, times, stage.chance)
