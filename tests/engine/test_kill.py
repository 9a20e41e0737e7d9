"""``kill -9`` at random moments: nothing is lost, nothing is doubled, and the work goes on."""

from __future__ import annotations

import random
import time

import pytest

from accounts.models import EmailAccount
from mail.models import Lane, Message, OutgoingMessage
from mail.models.lane import LaneName
from mail.models.message import MessageState
from mail.models.outgoing import CopyState, OutgoingState
from mail.services.lanes import make_due
from tests.engine.letters import held_here, letter, on_server, queue_letter
from tests.engine.processes import LEASE_S, TICK_S, Processes
from tests.servers.world import MailWorld
from tests.servers.world import User as Box

pytestmark = pytest.mark.django_db(transaction=True)

KILLS = 10
A_BATCH = 150
START_S = 20.0
"""What a process may take to start on a busy machine, on top of lease and tick."""


def lane_of(account: EmailAccount, name: LaneName) -> Lane:
    return Lane.objects.get(account=account, name=name)


def kill_in_mid_work(processes: Processes, account: EmailAccount, name: LaneName) -> None:
    """Wait until somebody holds the lane, then kill a random process at a random moment."""
    epoch = lane_of(account, name).epoch
    make_due(account.pk, name)
    processes.eventually(lambda: lane_of(account, name).epoch > epoch)
    time.sleep(random.uniform(0, 0.4))
    killed = random.choice(processes.names)
    before = lane_of(account, name)
    processes.kill(killed)
    processes.start(killed)
    if before.owner:
        within_s = LEASE_S + TICK_S + START_S
        processes.eventually(lambda: moved_on(before), within_s)


def moved_on(before: Lane) -> bool:
    """The lane was given back, or another worker has it."""
    now = Lane.objects.get(pk=before.pk)
    return now.epoch > before.epoch or not now.owner


def test_a_sync_that_is_killed_ten_times_brings_everything_once(
    world: MailWorld, kari: Box, account: EmailAccount, processes: Processes
) -> None:
    processes.start()
    for number in range(KILLS):
        letters = [letter(number * A_BATCH + n) for n in range(A_BATCH)]
        world.dovecot.deliver_many(kari.address, letters)
        kill_in_mid_work(processes, account, LaneName.SYNC)
    make_due(account.pk, LaneName.SYNC)

    expected = on_server(world, kari)
    assert len(expected) == KILLS * A_BATCH
    listed = Message.objects.filter(account=account, state=MessageState.LISTED)
    processes.eventually(lambda: held_here(account) == expected and not listed.exists())


def test_a_send_that_is_killed_ten_times_sends_nothing_twice_and_loses_nothing(
    world: MailWorld, kari: Box, account: EmailAccount, processes: Processes
) -> None:
    ola = world.new_user("ola")
    processes.start()
    for number in range(KILLS):
        queue_letter(account, ola, number)
        kill_in_mid_work(processes, account, LaneName.SEND)
    make_due(account.pk, LaneName.SEND)

    rows = OutgoingMessage.objects.filter(account=account)
    settled = [OutgoingState.SENT, OutgoingState.IN_DOUBT]
    processes.eventually(lambda: rows.filter(state__in=settled).count() == KILLS)
    processes.eventually(lambda: not rows.filter(copy_state=CopyState.PENDING).exists())

    arrived, copies = on_server(world, ola), on_server(world, kari, "Sent")
    sent = set(rows.filter(state=OutgoingState.SENT).values_list("message_id", flat=True))
    doubtful = set(rows.filter(state=OutgoingState.IN_DOUBT).values_list("message_id", flat=True))
    assert sent <= set(arrived) <= sent | doubtful
    assert set(arrived.values()) <= {1}
    assert copies == dict.fromkeys(sent, 1)
