"""``kill -9`` of everything that works, ten times during the first synchronisation of a mailbox."""

from __future__ import annotations

import pytest

from accounts.models import EmailAccount
from mail.models.lane import LaneName
from mail.services.lanes import make_due
from tests.engine.fetched import headers_asked_for, texts_asked_for
from tests.engine.interruptions import UNIT, Blow, by_chance, interrupt
from tests.engine.letters import held_here, letter, on_server
from tests.engine.own import first_sync
from tests.engine.processes import Processes
from tests.servers.world import MailWorld
from tests.servers.world import User as Box

pytestmark = pytest.mark.django_db(transaction=True)

MESSAGES = 10_000
KILLS = 10


def test_ten_kills_during_a_first_synchronisation_lose_nothing_and_cost_a_unit_each(
    world: MailWorld, kari: Box, account: EmailAccount, processes: Processes
) -> None:
    world.dovecot.deliver_many(kari.address, (letter(n) for n in range(MESSAGES)))
    sync = first_sync(world, kari, account, MESSAGES)
    make_due(account.pk, LaneName.SYNC)
    processes.start()
    kills = interrupt(processes, sync, Blow(processes.kill_and_start), KILLS, by_chance())

    assert held_here(account) == on_server(world, kari)
    assert max(kill.asked_again for kill in kills) <= UNIT
    for asked in (headers_asked_for(world, kari), texts_asked_for(world, kari)):
        assert set(asked) == set(range(1, MESSAGES + 1))
