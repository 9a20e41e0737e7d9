"""News become work: at once, and then not more often than a worker could use."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from django.db import OperationalError

from accounts.models import EmailAccount
from crm_inbox.models import User
from mail.models import Lane
from mail.models.lane import LaneName
from mail.services.watcher import waker as module
from mail.services.watcher.waker import SPACING_S, Waker
from tests.mailboxes import account_of
from tests.real.watching import until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def waker() -> Iterator[Waker]:
    started = Waker()
    started.start()
    yield started
    started.stop()


@pytest.fixture
def account(anna: User) -> EmailAccount:
    connected = account_of(anna)
    Lane.objects.update(due_at=None, dispatched_until=None)
    return connected


def asked(account: EmailAccount) -> int:
    return Lane.objects.get(account=account, name=LaneName.SYNC).asked


def test_news_make_the_account_due(waker: Waker, account: EmailAccount) -> None:
    waker.tell(account.pk)
    until(lambda: Lane.objects.due().filter(account=account, name=LaneName.SYNC).exists())
    until(lambda: waker.woken == 1)


def test_a_burst_wakes_at_once_and_then_now_and_then(waker: Waker, account: EmailAccount) -> None:
    before, began_at = asked(account), time.monotonic()
    for _ in range(500):
        waker.tell(account.pk)
        time.sleep(0.0005)
    took_s = time.monotonic() - began_at
    time.sleep(2 * SPACING_S)
    assert 2 <= asked(account) - before <= took_s / SPACING_S + 2


def test_what_could_not_be_written_is_not_forgotten(
    waker: Waker, account: EmailAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, attempts = module.make_due, list[int]()

    def away_at_first(account_id: int, name: LaneName) -> None:
        attempts.append(account_id)
        if len(attempts) == 1:
            raise OperationalError
        real(account_id, name)

    monkeypatch.setattr(module, "make_due", away_at_first)
    monkeypatch.setattr(module, "PAUSE_AFTER_FAILURE_S", 0.05)
    before = asked(account)
    waker.tell(account.pk)
    until(lambda: asked(account) == before + 1)


def test_an_account_that_is_gone_disturbs_nobody(waker: Waker, account: EmailAccount) -> None:
    before = asked(account)
    waker.tell(999_999)
    waker.tell(account.pk)
    until(lambda: asked(account) == before + 1)
    assert waker._ripe_at == {}


def test_what_was_told_before_the_end_is_handed_on(account: EmailAccount) -> None:
    waker, before = Waker(), asked(account)
    waker.start()
    waker.tell(account.pk)
    waker.stop()
    assert asked(account) == before + 1
