"""Whose turn it is: one holder at a time, and no work forgotten."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import EmailAccount
from crm_inbox.models import User
from mail.models import Lane
from mail.models.lane import DISPATCH_FOR, LaneName, Lease, LeaseLost
from mail.services.lanes import make_due
from tests.mailboxes import account_of


@pytest.fixture
def account(anna: User) -> EmailAccount:
    account = account_of(anna)
    Lane.objects.all().delete()
    return account


def let_the_lease_run_out() -> None:
    Lane.objects.update(lease_until=timezone.now() - timedelta(seconds=1))


def test_only_one_worker_holds_a_lane(account: EmailAccount) -> None:
    assert Lease.take(account.pk, LaneName.SYNC)
    assert Lease.take(account.pk, LaneName.SYNC) is None
    assert Lease.take(account.pk, LaneName.SEND)


def test_the_lane_of_a_killed_worker_is_taken_over(account: EmailAccount) -> None:
    killed = Lease.take(account.pk, LaneName.SYNC)
    let_the_lease_run_out()
    assert Lease.take(account.pk, LaneName.SYNC)
    assert killed is not None
    with pytest.raises(LeaseLost):
        killed.renew()


def test_a_worker_that_lost_its_lane_does_not_free_it_for_a_third(account: EmailAccount) -> None:
    slow = Lease.take(account.pk, LaneName.SYNC)
    let_the_lease_run_out()
    assert Lease.take(account.pk, LaneName.SYNC)
    assert slow is not None
    slow.release(due_at=None)
    assert Lease.take(account.pk, LaneName.SYNC) is None


def test_work_that_comes_while_the_lane_is_held_stays_due(account: EmailAccount) -> None:
    lease = Lease.take(account.pk, LaneName.SEND)
    make_due(account.pk, LaneName.SEND)
    assert lease is not None
    lease.release(due_at=None)
    assert Lane.objects.due(timezone.now()).exists()


def test_due_work_is_handed_out_once(account: EmailAccount) -> None:
    now = timezone.now()
    Lane.objects.create(account=account, name=LaneName.SYNC, due_at=now)
    assert Lane.objects.dispatch(now) == [(account.pk, "sync")]
    assert Lane.objects.dispatch(now) == []


def test_a_lost_task_is_handed_out_again(account: EmailAccount) -> None:
    make_due(account.pk, LaneName.SYNC)
    now = timezone.now()
    assert Lane.objects.dispatch(now) == []
    assert Lane.objects.dispatch(now + DISPATCH_FOR) == [(account.pk, "sync")]


def test_work_that_somebody_does_is_not_handed_out(account: EmailAccount) -> None:
    Lane.objects.create(account=account, name=LaneName.SYNC, due_at=timezone.now())
    Lease.take(account.pk, LaneName.SYNC)
    assert Lane.objects.dispatch(timezone.now()) == []
