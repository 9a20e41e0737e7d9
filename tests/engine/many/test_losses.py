"""What may be lost between the processes is found again in the database."""

from __future__ import annotations

import random
import time

import pytest
from django.db import connections

from accounts.models import EmailAccount
from mail.models import OutgoingMessage
from mail.models.lane import LaneName
from mail.models.outgoing import CopyState, OutgoingState
from mail.services.lanes import make_due
from tests.engine.letters import held_here, letter, on_server, queue_letter
from tests.engine.processes import LEASE_S, Processes
from tests.environment import POSTGRES, REDIS
from tests.servers.world import MailWorld
from tests.servers.world import User as Box

pytestmark = pytest.mark.django_db(transaction=True)


def everything_is_here(
    world: MailWorld, kari: Box, account: EmailAccount, processes: Processes
) -> None:
    expected = on_server(world, kari)
    processes.eventually(lambda: held_here(account) == expected)


def test_an_emptied_broker_loses_no_work(
    world: MailWorld, kari: Box, account: EmailAccount, processes: Processes
) -> None:
    """Tasks are in the broker before any worker is there to take them; then they are gone."""
    ola = world.new_user("ola")
    world.dovecot.deliver_many(kari.address, [letter(n) for n in range(100)])
    queue_letter(account, ola, 1)
    make_due(account.pk, LaneName.SYNC)
    assert REDIS.command("DBSIZE").strip() != "0"
    REDIS.command("FLUSHALL")
    processes.start()
    everything_is_here(world, kari, account, processes)
    processes.eventually(lambda: sum(on_server(world, ola).values()) == 1)


def test_a_broker_that_restarts_stops_nothing_for_long(
    world: MailWorld, kari: Box, account: EmailAccount, processes: Processes
) -> None:
    processes.start()
    world.dovecot.deliver_many(kari.address, [letter(n) for n in range(100)])
    make_due(account.pk, LaneName.SYNC)
    REDIS.stop()
    make_due(account.pk, LaneName.SYNC)  # a page must not fail for it
    time.sleep(1)
    REDIS.start()
    everything_is_here(world, kari, account, processes)


def test_a_database_that_crashes_costs_nothing_but_time(
    world: MailWorld, kari: Box, account: EmailAccount, processes: Processes
) -> None:
    ola = world.new_user("ola")
    processes.start()
    for number in range(3):
        world.dovecot.deliver_many(kari.address, [letter(100 * number + n) for n in range(100)])
        queue_letter(account, ola, number)
        make_due(account.pk, LaneName.SYNC)
        time.sleep(random.uniform(0.3, 1.5))
        connections.close_all()
        POSTGRES.restart()
    make_due(account.pk, LaneName.SYNC)
    everything_is_here(world, kari, account, processes)
    rows = OutgoingMessage.objects.filter(account=account)
    settled = [OutgoingState.SENT, OutgoingState.IN_DOUBT]
    processes.eventually(lambda: rows.filter(state__in=settled).count() == 3)
    assert set(on_server(world, ola).values()) <= {1}


def test_two_workers_and_two_beats_do_everything_once_though_they_fall_asleep(
    world: MailWorld, kari: Box, account: EmailAccount, processes: Processes
) -> None:
    """A paused worker wakes up after its lease and believes that it still holds the lane."""
    ola = world.new_user("ola")
    processes.start()
    for number in range(4):
        world.dovecot.deliver_many(kari.address, [letter(200 * number + n) for n in range(200)])
        queue_letter(account, ola, number)
        make_due(account.pk, LaneName.SYNC)
        time.sleep(random.uniform(0.2, 1))
        sleeper = random.choice(processes.workers)
        processes.pause(sleeper)
        time.sleep(LEASE_S + 1)
        processes.resume(sleeper)
    make_due(account.pk, LaneName.SYNC)
    everything_is_here(world, kari, account, processes)

    rows = OutgoingMessage.objects.filter(account=account)
    settled = [OutgoingState.SENT, OutgoingState.IN_DOUBT]
    processes.eventually(lambda: rows.filter(state__in=settled).count() == 4)
    processes.eventually(lambda: not rows.filter(copy_state=CopyState.PENDING).exists())
    assert set(on_server(world, ola).values()) <= {1}
    assert set(on_server(world, kari, "Sent").values()) <= {1}
