"""Bulk work is put off before a provider locks an account out for a day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import EmailAccount
from crm_inbox.models import User
from mail.models import Lane, Message, SyncRun
from mail.models.lane import LaneName
from mail.services.sync import sync_account
from mail.transport.imap_session import FetchedHeader
from tests.mailboxes import account_of
from tests.played import PlayedImap, play_imap, record

ALL_OF_IT = 2_500_000_000


@pytest.fixture
def account(anna: User) -> EmailAccount:
    account = account_of(anna)
    EmailAccount.objects.update(imap_host="imap.gmail.com")
    account.refresh_from_db()
    return account


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> PlayedImap:
    return play_imap(monkeypatch, *(record(uid) for uid in range(1, 121)))


def brought(account: EmailAccount, bytes_in: int, hours_ago: int = 3) -> None:
    at = timezone.now() - timedelta(hours=hours_ago)
    SyncRun.objects.create(account=account, started_at=at, ended_at=at, bytes_in=bytes_in)


def each_batch_costs(monkeypatch: pytest.MonkeyPatch, size_bytes: int) -> None:
    plain = PlayedImap.header_batches

    def header_batches(self: PlayedImap, uids: Sequence[int]) -> Iterator[list[FetchedHeader]]:
        for batch in plain(self, uids):
            self.traffic = (self.traffic[0] + size_bytes, 0)
            yield batch

    monkeypatch.setattr(PlayedImap, "header_batches", header_batches)


def due_in(account: EmailAccount) -> timedelta:
    due_at = Lane.objects.get(account=account, name=LaneName.SYNC).due_at
    assert due_at is not None
    return due_at - timezone.now()


def test_what_a_run_brings_is_counted(account: EmailAccount, server: PlayedImap) -> None:
    server.traffic = (4_711, 0)
    sync_account(account)
    assert SyncRun.objects.get().bytes_in == 4_711


def test_an_account_that_has_brought_enough_is_asked_nothing_for_a_while(
    account: EmailAccount, server: PlayedImap
) -> None:
    brought(account, ALL_OF_IT)
    sync_account(account)
    assert not Message.objects.exists()
    assert EmailAccount.objects.get().works
    assert timedelta(minutes=59) < due_in(account) < timedelta(minutes=80)


def test_with_little_left_the_newest_is_brought_and_the_rest_waits(
    account: EmailAccount, server: PlayedImap, monkeypatch: pytest.MonkeyPatch
) -> None:
    brought(account, int(ALL_OF_IT * 0.7))
    each_batch_costs(monkeypatch, 1_500_000)
    sync_account(account)
    uids = set(Message.objects.values_list("uid", flat=True))
    assert uids == set(range(21, 121))
    assert timedelta(minutes=14) < due_in(account) <= timedelta(minutes=15)


def test_a_day_later_all_of_it_comes(account: EmailAccount, server: PlayedImap) -> None:
    brought(account, ALL_OF_IT, hours_ago=25)
    sync_account(account)
    assert Message.objects.filter(state="complete").count() == 120


def test_where_nobody_counts_everything_comes(account: EmailAccount, server: PlayedImap) -> None:
    EmailAccount.objects.update(imap_host="mail.fjord.example")
    brought(account, ALL_OF_IT)
    sync_account(account)
    assert Message.objects.filter(state="complete").count() == 120
