"""Whose turn it is: one holder at a time, and no work forgotten."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from celery import current_app
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from accounts import handover
from accounts.database_time import from_now
from accounts.models import EmailAccount
from crm_inbox.models import User
from mail.core.errors import Code, MailError
from mail.models import Lane
from mail.models import lane as lanes_model
from mail.models.lane import LaneName
from mail.services import lanes
from mail.services.lanes import make_due
from mail.services.leases import Lease, LeaseLost, held
from tests.mailboxes import account_of

Sent = list[tuple[str, int, str]]


@pytest.fixture
def account(anna: User) -> EmailAccount:
    account = account_of(anna)
    Lane.objects.all().delete()
    return account


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: object) -> Sent:
    """(task, id, queue) of what goes to the broker."""
    tasks: Sent = []

    def send_task(name: str, args: list[int], queue: str) -> None:
        tasks.append((name, args[0], queue))

    monkeypatch.setattr(current_app, "send_task", send_task)
    monkeypatch.setattr(handover, "_silent_until", 0.0)
    return tasks


def take(account: EmailAccount, name: LaneName = LaneName.SYNC) -> Lease:
    lease = Lease.take(account.pk, name)
    assert lease is not None
    return lease


def lane(account: EmailAccount, name: LaneName = LaneName.SYNC) -> Lane:
    return Lane.objects.get(account=account, name=name)


def a_due_lane(account: EmailAccount, name: LaneName = LaneName.SYNC) -> Lane:
    return Lane.objects.create(account=account, name=name, due_at=timezone.now())


def let_it_run_out(column: str) -> None:
    Lane.objects.update(**{column: timezone.now() - timedelta(seconds=1)})


def test_only_one_worker_holds_a_lane(account: EmailAccount) -> None:
    take(account)
    assert Lease.take(account.pk, LaneName.SYNC) is None
    assert Lease.take(account.pk, LaneName.SEND)


def test_the_lane_of_a_killed_worker_is_taken_over(account: EmailAccount) -> None:
    killed = take(account)
    let_it_run_out("lease_until")
    take(account)
    with pytest.raises(LeaseLost):
        killed.renew()


def test_a_worker_that_lost_its_lane_does_not_free_it_for_a_third(account: EmailAccount) -> None:
    slow = take(account)
    let_it_run_out("lease_until")
    take(account)
    with pytest.raises(LeaseLost):
        slow.release(due_at=None)
    assert Lease.take(account.pk, LaneName.SYNC) is None


def test_work_that_comes_while_the_lane_is_held_stays_due(account: EmailAccount) -> None:
    lease = take(account, LaneName.SEND)
    make_due(account.pk, LaneName.SEND)
    lease.release(due_at=None)
    assert Lane.objects.ready().exists()


def test_a_lane_that_nobody_asked_for_meanwhile_is_due_when_its_worker_says(
    account: EmailAccount,
) -> None:
    take(account).release(due_at=from_now(timedelta(hours=1)))
    assert not Lane.objects.due().exists()
    assert lane(account).due_at is not None


def test_due_work_is_handed_out_once(account: EmailAccount, sent: Sent) -> None:
    a_due_lane(account)
    assert [lanes.dispatch_due(), lanes.dispatch_due()] == [1, 0]
    assert sent == [("mail.sync_account", account.pk, "sync")]


def test_a_lost_task_is_handed_out_again(account: EmailAccount, sent: Sent) -> None:
    a_due_lane(account)
    lanes.dispatch_due()
    let_it_run_out("dispatched_until")
    lanes.dispatch_due()
    assert len(sent) == 2


def test_work_that_somebody_does_is_not_handed_out(account: EmailAccount, sent: Sent) -> None:
    a_due_lane(account)
    take(account)
    lanes.dispatch_due()
    assert sent == []


def test_a_task_that_comes_twice_finds_nothing_due(account: EmailAccount) -> None:
    a_due_lane(account)
    lease = Lease.take(account.pk, LaneName.SYNC, only_due=True)
    assert lease is not None
    lease.release(due_at=from_now(timedelta(minutes=1)))
    assert Lease.take(account.pk, LaneName.SYNC, only_due=True) is None


def test_a_hundred_wishes_send_one_task(
    account: EmailAccount, sent: Sent, django_capture_on_commit_callbacks: object
) -> None:
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        for _ in range(100):
            make_due(account.pk, LaneName.INTERACTIVE)
    assert sent == [("mail.replay_actions", account.pk, "interactive")]


def test_urgent_work_is_handed_out_first(account: EmailAccount, sent: Sent) -> None:
    for name in reversed(LaneName):
        a_due_lane(account, name)
    lanes.dispatch_due()
    assert [queue for _task, _id, queue in sent] == ["send", "interactive", "sync"]


def test_what_is_left_of_a_large_mailbox_goes_on_behind_the_others(
    account: EmailAccount, sent: Sent
) -> None:
    take(account).release(due_at=from_now(timedelta(0)), bulk=True)
    lanes.dispatch_due()
    assert sent == [("mail.sync_account", account.pk, "bulk")]


def test_a_backlog_waits_in_the_database_not_in_the_broker(
    anna: User, ole: User, sent: Sent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lanes_model, "MOST_WAITING", 1)
    both = [account_of(anna), account_of(ole)]
    Lane.objects.exclude(name=LaneName.SYNC).delete()
    let_it_run_out("due_at")
    Lane.objects.update(dispatched_until=None)
    assert [lanes.dispatch_due(), lanes.dispatch_due()] == [1, 0]
    taken = Lease.take(sent[0][1], LaneName.SYNC)
    assert taken is not None
    assert lanes.dispatch_due() == 1
    assert {account_id for _task, account_id, _queue in sent} == {one.pk for one in both}


def test_while_the_broker_is_away_work_stays_due_and_no_page_fails(
    account: EmailAccount, sent: Sent, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_due_lane(account)

    def away(*_arguments: object, **_options: object) -> None:
        raise OperationalError

    with monkeypatch.context() as patch:
        patch.setattr(current_app, "send_task", away)
        lanes.dispatch_due()
    monkeypatch.setattr(handover, "_silent_until", 0.0)  # ten seconds later
    lanes.dispatch_due()
    assert len(sent) == 1


def test_work_that_fails_by_a_fault_of_ours_gives_its_lane_back_after_a_pause(
    account: EmailAccount,
) -> None:
    with pytest.raises(ZeroDivisionError), held(account.pk, LaneName.SYNC):
        _ = 1 / 0
    row = lane(account)
    assert (row.failures, row.lease_until) == (1, None)
    assert not Lane.objects.due().exists()


def test_work_that_stops_in_between_is_due_at_once(account: EmailAccount) -> None:
    with held(account.pk, LaneName.SYNC):
        pass
    assert Lane.objects.ready().exists()


def test_a_worker_that_lost_its_lane_ends_quietly(account: EmailAccount) -> None:
    with held(account.pk, LaneName.SYNC) as lease:
        assert lease is not None
        let_it_run_out("lease_until")
        other = take(account)
        lease.renew()
        raise MailError(Code.INTERNAL)  # is not reached
    assert lane(account).owner == other.owner


def test_a_release_that_rolls_back_keeps_the_lane_which_is_given_back_later(
    account: EmailAccount,
) -> None:
    with pytest.raises(ZeroDivisionError), held(account.pk, LaneName.SYNC) as lease:
        assert lease is not None
        with transaction.atomic():
            lease.release(due_at=None)
            _ = 1 / 0
    row = lane(account)
    assert (row.owner, row.lease_until, row.failures) == ("", None, 1)
    assert row.due_at is not None


def test_a_broker_that_is_away_is_not_waited_for_at_every_change(
    account: EmailAccount, sent: Sent, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def away(task: str, **_options: object) -> None:
        asked.append(task)
        raise OperationalError

    monkeypatch.setattr(current_app, "send_task", away)
    assert not any(handover.hand_over("mail.tick", 1, queue="tick") for _ in range(20))
    assert len(asked) == 1
    clock = time.monotonic() + handover.PAUSE_AFTER_FAILURE_S
    monkeypatch.setattr(time, "monotonic", lambda: clock)
    handover.hand_over("mail.tick", 1, queue="tick")
    assert len(asked) == 2


def test_what_is_left_of_large_mailboxes_leaves_the_broker_to_the_others(
    anna: User, sent: Sent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lanes_model, "MOST_WAITING", 4)
    monkeypatch.setattr(lanes_model, "MOST_WAITING_BULK", 2)
    accounts = [
        EmailAccount.objects.create(user=anna, address=f"a{n}@x.example", key=f"a{n}@x.example")
        for n in range(10)
    ]
    for one in accounts:
        a_due_lane(one)
    Lane.objects.update(bulk=True)
    lanes.dispatch_due()
    assert [queue for _task, _id, queue in sent] == ["bulk"] * 2
    Lane.objects.filter(account__in=accounts[5:]).update(bulk=False, dispatched_until=None)
    lanes.dispatch_due()
    lanes.dispatch_due()
    assert [queue for _task, _id, queue in sent[2:]] == ["sync"] * 4
