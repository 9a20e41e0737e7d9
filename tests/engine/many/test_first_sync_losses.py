"""What a first synchronisation stands on is emptied or restarted in the middle of it."""

from __future__ import annotations

from collections import Counter

import pytest
from django.db import connections

from accounts.models import EmailAccount
from mail.models.lane import LaneName
from mail.services.lanes import make_due
from tests.engine.interruptions import UNIT, Blow, by_chance, interrupt
from tests.engine.letters import held_here, letter, on_server
from tests.engine.own import first_sync
from tests.engine.processes import Processes
from tests.environment import POSTGRES, REDIS
from tests.servers.world import MailWorld
from tests.servers.world import User as Box

pytestmark = pytest.mark.django_db(transaction=True)

MESSAGES = 2_000


@pytest.fixture
def expected(world: MailWorld, kari: Box, account: EmailAccount) -> Counter[str]:
    world.dovecot.deliver_many(kari.address, (letter(n) for n in range(MESSAGES)))
    make_due(account.pk, LaneName.SYNC)
    return on_server(world, kari)


def test_workers_find_their_work_and_hear_of_new_mail_though_redis_is_emptied(
    world: MailWorld,
    kari: Box,
    account: EmailAccount,
    processes: Processes,
    expected: Counter[str],
) -> None:
    def strike() -> None:
        for name in processes.workers:
            processes.kill(name)
        REDIS.command("FLUSHALL")
        processes.start(*processes.workers)

    sync = first_sync(world, kari, account, MESSAGES)
    processes.start()
    [emptied] = interrupt(processes, sync, Blow(strike), 1, by_chance())
    assert held_here(account) == expected
    assert emptied.asked_again <= UNIT

    REDIS.command("FLUSHALL")  # under processes that go on as if nothing had happened
    world.dovecot.deliver(kari.address, letter(MESSAGES))
    make_due(account.pk, LaneName.SYNC)
    processes.eventually(lambda: held_here(account) == on_server(world, kari))


def test_a_database_that_crashes_costs_a_first_synchronisation_a_unit_of_work(
    world: MailWorld,
    kari: Box,
    account: EmailAccount,
    processes: Processes,
    expected: Counter[str],
) -> None:
    def strike() -> None:
        connections.close_all()
        POSTGRES.restart()

    sync = first_sync(world, kari, account, MESSAGES)
    processes.start()
    crashes = interrupt(processes, sync, Blow(strike), 2, by_chance())
    assert held_here(account) == expected
    assert max(crash.asked_again for crash in crashes) <= UNIT
