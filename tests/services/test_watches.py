"""Which process watches which account."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from accounts.models import EmailAccount
from accounts.services.accounts import keep_account, remove_account
from crm_inbox.models import User
from mail.core.endpoint import Service
from mail.core.errors import Code, MailError
from mail.models import Watch, WatchCount
from mail.services.watcher import Watcher, accounts
from mail.transport.secret import Secret
from tests.mailboxes import LOGINS, account_of

LONG_AGO = timezone.now() - timedelta(hours=1)


@pytest.fixture
def annas_account(anna: User) -> EmailAccount:
    return account_of(anna)


@pytest.fixture
def oles_account(ole: User) -> EmailAccount:
    return account_of(ole)


def claim(owner: str, *claimed: EmailAccount) -> None:
    Watch.objects.claim(owner, [account.pk for account in claimed])


def test_who_comes_first_has_the_account(annas_account: EmailAccount) -> None:
    claim("one", annas_account)
    claim("two", annas_account)
    assert list(accounts.of("one")) == [annas_account.pk]
    assert accounts.of("two") == {}


def test_a_lease_that_ran_out_is_taken_over(annas_account: EmailAccount) -> None:
    claim("one", annas_account)
    Watch.objects.update(lease_until=LONG_AGO, since=LONG_AGO)
    assert accounts.of("one") == {}
    claim("two", annas_account)
    assert list(accounts.of("two")) == [annas_account.pk]
    assert not Watch.objects.live().exists()  # it has no connection yet


def test_who_was_taken_over_cannot_renew(annas_account: EmailAccount) -> None:
    claim("one", annas_account)
    Watch.objects.update(lease_until=LONG_AGO)
    Watch.objects.of("one").renew()
    assert not Watch.objects.claimed().exists()


def test_an_account_is_watched_when_its_connection_stands(annas_account: EmailAccount) -> None:
    claim("one", annas_account)
    assert not Watch.objects.live().exists()
    Watch.objects.update(since=timezone.now())
    assert Watch.objects.live().get().account == annas_account
    Watch.objects.of("one").give_back()
    assert not Watch.objects.live().exists()


def test_the_oldest_accounts_come_first_up_to_the_number_asked_for(
    annas_account: EmailAccount, oles_account: EmailAccount
) -> None:
    assert accounts.without_a_watcher(1) == [annas_account.pk]
    claim("one", annas_account)
    assert accounts.without_a_watcher(5) == [oles_account.pk]


@pytest.mark.parametrize("state", ["never brought", "refused", "stopped", "removed"])
def test_some_accounts_are_not_watched(annas_account: EmailAccount, state: str) -> None:
    if state == "never brought":
        EmailAccount.objects.update(synced_at=None)
    elif state == "refused":
        annas_account.note_problem(Service.IMAP, MailError(Code.AUTH_FAILED))
    elif state == "stopped":
        annas_account.stop(Service.IMAP)
    else:
        remove_account(annas_account)
    assert accounts.without_a_watcher(5) == []


@pytest.mark.parametrize("edit", ["password", "host", "username"])
def test_an_edit_is_seen(annas_account: EmailAccount, edit: str) -> None:
    claim("one", annas_account)
    before = accounts.of("one")
    if edit == "password":
        keep_account(annas_account.user, annas_account.address, LOGINS, secrets("ny"))
        EmailAccount.objects.update(synced_at=timezone.now())
    else:
        EmailAccount.objects.update(**{f"imap_{edit}": "imap.fjord.example"})
    assert accounts.of("one") != before


def secrets(password: str) -> dict[Service, Secret]:
    return dict.fromkeys(Service, Secret(password))


def test_a_sending_problem_is_none_of_receiving(annas_account: EmailAccount) -> None:
    annas_account.note_problem(Service.SMTP, MailError(Code.AUTH_FAILED))
    assert accounts.without_a_watcher(5) == [annas_account.pk]


def test_a_round_claims_no_more_than_there_is_room_for(
    annas_account: EmailAccount, oles_account: EmailAccount
) -> None:
    one, two = Watcher(most=1), Watcher(most=5)
    for watcher in (one, one, two):
        watcher._claim()
    assert list(accounts.of(one.owner)) == [annas_account.pk]
    assert list(accounts.of(two.owner)) == [oles_account.pk]


def test_what_may_not_be_watched_any_more_is_given_back(annas_account: EmailAccount) -> None:
    watcher = Watcher()
    watcher._claim()
    annas_account.note_problem(Service.IMAP, MailError(Code.TIMEOUT))
    watcher._claim()
    assert Watch.objects.free().filter(account=annas_account).exists()


def test_rounds_are_as_frequent_as_the_lease_demands(settings: Settings) -> None:
    settings.LEASE_S = 4
    assert Watcher(round_s=3.0)._round_s == 1.0


def test_counts_add_up(db: None) -> None:
    WatchCount.add({"connects": 2, "failures": 0})
    WatchCount.add({"connects": 3})
    assert dict(WatchCount.objects.values_list("name", "total")) == {"connects": 5}
