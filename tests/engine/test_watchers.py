"""Several watchers: each account is one's, and what a dead one leaves is taken over."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator

import pytest

from accounts.models import EmailAccount
from mail.models import Lane, Watch
from mail.models.lane import LaneName
from mail.services.sync import sync_account
from tests.engine.letters import letter
from tests.engine.own import own_processes
from tests.engine.processes import LEASE_S, Processes
from tests.servers.world import MailWorld
from tests.servers.world import User as Box

pytestmark = pytest.mark.django_db(transaction=True)

WATCH = [sys.executable, "manage.py", "watch"]


@pytest.fixture
def watchers(processes: Processes, world: MailWorld) -> Iterator[Processes]:
    commands = {"watcher-1": WATCH, "watcher-2": WATCH}
    with own_processes(world.environment(), commands) as started:
        yield started


def connections(world: MailWorld, box: Box) -> int:
    """How often Kari's mailbox was opened to wait, since it is recorded."""
    return world.dovecot.commands(box.address).count(" IDLE")


def test_what_a_killed_watcher_held_the_other_takes_over_within_the_lease(
    connected: MailWorld, kari: Box, account: EmailAccount, watchers: Processes
) -> None:
    connected.dovecot.deliver(kari.address, letter(1))
    sync_account(account, budget_s=60)
    connected.dovecot.record(kari.address)
    watchers.start("watcher-1")
    watchers.eventually(lambda: Watch.objects.live().exists())
    first = Watch.objects.get().owner
    watchers.start("watcher-2")
    watchers.kill("watcher-1")
    connected.dovecot.deliver(kari.address, letter(2))
    watchers.eventually(lambda: Watch.objects.live().exclude(owner=first).exists(), LEASE_S + 20)
    assert connections(connected, kari) == 2
    lane = Lane.objects.filter(account=account, name=LaneName.SYNC)
    watchers.eventually(lambda: lane.due().exists())


def test_two_watchers_hold_one_connection(
    connected: MailWorld, kari: Box, account: EmailAccount, watchers: Processes
) -> None:
    sync_account(account, budget_s=60)
    connected.dovecot.record(kari.address)
    watchers.start()
    watchers.eventually(lambda: Watch.objects.live().exists())
    time.sleep(2 * LEASE_S)  # both have looked at it again and again
    assert connections(connected, kari) == 1
