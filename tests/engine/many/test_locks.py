"""Transactions that meet: on PostgreSQL they wait for rows, where SQLite lets one write at all."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import EmailAccount
from accounts.services.accounts import remove_account
from crm_inbox.models import User
from mail.models import Lane, Message
from mail.models.lane import LaneName
from mail.services import heartbeat
from mail.services.erasing import erase
from mail.services.leases import Lease, LeaseLost
from tests.mailboxes import account_of, mailbox_of, message_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def account(anna: User) -> EmailAccount:
    return account_of(anna)


def take(account: EmailAccount, name: LaneName) -> Lease:
    lease = Lease.take(account.pk, name)
    assert lease is not None
    return lease


def beside(work: Callable[[], None]) -> tuple[threading.Thread, list[Exception]]:
    """*work* in a thread of its own, and what it raised."""
    raised: list[Exception] = []

    def run() -> None:
        try:
            work()
        except Exception as problem:
            raised.append(problem)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread, raised


def test_the_heartbeat_waits_for_no_row_that_its_own_worker_has_locked(
    account: EmailAccount,
) -> None:
    writing, waiting = take(account, LaneName.SYNC), take(account, LaneName.SEND)
    Lane.objects.filter(pk=waiting.lane_id).update(lease_until=timezone.now())
    began, end = threading.Event(), threading.Event()

    def write_for_long() -> None:
        with transaction.atomic():
            writing.renew()
            began.set()
            end.wait(10)

    worker, _ = beside(write_for_long)
    began.wait(5)
    beat, _ = beside(lambda: heartbeat._beat([writing, waiting]))
    beat.join(3)
    renewed = not beat.is_alive() and Lane.objects.get(pk=waiting.lane_id).lease_until
    end.set()
    worker.join()
    beat.join()
    assert renewed and renewed > timezone.now() + timedelta(seconds=10)
    assert not (writing.lost or waiting.lost)


def test_the_heartbeat_finds_a_lane_that_is_somebody_elses(account: EmailAccount) -> None:
    lease = take(account, LaneName.SYNC)
    Lane.objects.update(owner="another", epoch=99)
    heartbeat._beat([lease])
    assert lease.lost


def test_an_account_can_be_removed_while_it_is_synchronised(account: EmailAccount) -> None:
    inbox = mailbox_of(account)
    lease = take(account, LaneName.SYNC)
    began, removing = threading.Event(), threading.Event()

    def write() -> None:
        with transaction.atomic():
            lease.renew()
            began.set()
            removing.wait(1)
            message_in(inbox)

    def remove() -> None:
        removing.set()
        remove_account(EmailAccount.objects.get(pk=account.pk))

    worker, stopped = beside(write)
    began.wait(5)
    removal, refused = beside(remove)
    worker.join()
    removal.join()
    assert (stopped, refused) == ([], [])  # neither waited for the other in a ring
    with pytest.raises(LeaseLost):
        write()
    erase(account.pk)
    assert not (EmailAccount.removed.exists() or Message.objects.exists())
