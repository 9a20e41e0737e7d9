"""``kill -9`` of everything that works, ten times during the first synchronisation of a mailbox."""

from __future__ import annotations

import random
import time

import pytest

from accounts.models import EmailAccount
from mail.models import Message
from mail.models.lane import LaneName
from mail.models.message import MessageState
from mail.services.lanes import make_due
from tests.engine.fetched import headers_asked_for, texts_asked_for
from tests.engine.letters import held_here, letter, on_server
from tests.engine.processes import LEASE_S, TICK_S, Processes
from tests.servers.world import MailWorld
from tests.servers.world import User as Box

pytestmark = pytest.mark.django_db(transaction=True)

MESSAGES = 10_000
KILLS = 10
END = 2 * MESSAGES
UNIT = 100
"""Messages of one unit of work: what a kill may cost."""

START_S = 30.0
"""What processes may take to start on a busy machine, on top of lease and tick."""


def progress(account: EmailAccount) -> int:
    """Grows with each unit that is stored, of either pass."""
    rows = Message.objects.filter(account=account)
    return rows.count() + rows.exclude(state=MessageState.LISTED).count()


def wait_beyond(processes: Processes, account: EmailAccount, mark: int) -> None:
    within_s = LEASE_S + TICK_S + START_S
    processes.eventually(lambda: progress(account) > mark, within_s)


def test_ten_kills_during_a_first_synchronisation_lose_nothing_and_cost_a_unit_each(
    world: MailWorld, kari: Box, account: EmailAccount, processes: Processes
) -> None:
    world.dovecot.record(kari.address)
    world.dovecot.deliver_many(kari.address, (letter(n) for n in range(MESSAGES)))
    expected = on_server(world, kari)
    make_due(account.pk, LaneName.SYNC)
    processes.start()
    for number in range(KILLS):
        wait_beyond(processes, account, END * number // (KILLS + 2))
        time.sleep(random.uniform(0, 0.3))
        for name in processes.names:
            processes.kill(name)
        killed_at = progress(account)
        processes.start()
        wait_beyond(processes, account, min(killed_at, END - 1))

    processes.eventually(lambda: progress(account) == END, within_s=300)
    assert held_here(account) == expected
    for asked in (headers_asked_for(world, kari), texts_asked_for(world, kari)):
        assert set(asked) == set(range(1, MESSAGES + 1))
        assert asked.total() - MESSAGES <= UNIT * KILLS
