"""Never two holders of a lane, also when one of them slept through its lease."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from pytest_django.fixtures import Settings

from accounts.models import EmailAccount
from crm_inbox.models import User
from mail.models import Lane
from mail.models.lane import LaneName
from mail.models.pending_action import ActionKind
from mail.services import heartbeat
from mail.services.actions import change
from mail.services.ingest import count_mailbox
from mail.services.leases import Lease, held
from tests.engine.fence import race
from tests.mailboxes import account_of, mailbox_of, message_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def idle(anna: User) -> EmailAccount:
    """An account whose lanes nobody has touched."""
    account = account_of(anna)
    Lane.objects.all().delete()
    return account


@pytest.fixture
def short_lease(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    settings.LEASE_S = 2
    # A thread of this test's own, so that it ends with it.
    monkeypatch.setattr(heartbeat, "_thread", None)
    yield


def test_two_workers_never_write_at_the_same_time(idle: EmailAccount) -> None:
    assert race(idle).most == 1


def test_a_hundred_workers_that_come_at_once_get_one_lease(idle: EmailAccount) -> None:
    leases: list[Lease | None] = []
    start = threading.Barrier(10)

    def come() -> None:
        start.wait()
        leases.extend(Lease.take(idle.pk, LaneName.SYNC) for _ in range(10))
        connection.close()

    threads = [threading.Thread(target=come) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len([lease for lease in leases if lease]) == 1


def test_work_that_waits_longer_than_a_lease_keeps_its_lane(
    idle: EmailAccount, short_lease: None
) -> None:
    with held(idle.pk, LaneName.SEND) as lease:
        assert lease is not None
        time.sleep(3)
        assert Lease.take(idle.pk, LaneName.SEND) is None
        lease.renew()


def test_work_that_shows_no_life_loses_its_lane(idle: EmailAccount, short_lease: None) -> None:
    with held(idle.pk, LaneName.SEND, silent_s=0.1):
        time.sleep(3)
        assert Lease.take(idle.pk, LaneName.SEND) is not None


def test_counters_are_right_when_two_change_a_folder_at_the_same_time(idle: EmailAccount) -> None:
    inbox = mailbox_of(idle)
    seen, other = message_in(inbox), message_in(inbox)
    reading = threading.Event()

    def bring_mail() -> None:
        with transaction.atomic():
            message_in(inbox)
            reading.set()
            time.sleep(0.5)
            count_mailbox(inbox)
        connection.close()

    sync = threading.Thread(target=bring_mail)
    sync.start()
    reading.wait()
    change(seen, ActionKind.SEEN)
    sync.join()
    inbox.refresh_from_db()
    assert (inbox.stored_count, inbox.unseen_count) == (3, 2)
    assert not other.seen
