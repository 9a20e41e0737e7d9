"""One account for each person is the rule; where more are allowed, they are on the own card."""

from __future__ import annotations

import pytest
from pytest_django.fixtures import Settings

from accounts import connect
from accounts.models import EmailAccount, SetupAttempt
from accounts.models.setup_attempt import SetupState
from accounts.services import setup, signing_in
from accounts.services.accounts import (
    keep_account,
    may_add_account,
    may_connect,
    may_send_from,
    remove_account,
)
from cards.services.people import own_card, set_addresses
from crm_inbox.models import User
from mail.core.checked import Checked
from mail.core.endpoint import Service
from mail.core.errors import Code, MailError
from mail.transport.secret import Secret
from tests.mailboxes import LOGINS, account_of


@pytest.fixture
def two(settings: Settings) -> None:
    settings.ACCOUNTS_PER_USER = 2


def keep(user: User, address: str) -> EmailAccount:
    return keep_account(user, address, LOGINS, dict.fromkeys(Service, Secret("x")))


def code_of(refusal: MailError | None) -> Code | None:
    return refusal.code if refusal else None


def on_card(user: User, *addresses: str) -> None:
    set_addresses(own_card(user), [(address, "") for address in addresses])


def test_a_second_account_is_refused_and_nothing_is_stored(anna: User) -> None:
    account_of(anna)
    assert code_of(may_add_account(anna)) is Code.ACCOUNT_LIMIT
    with pytest.raises(MailError) as refusal:
        keep(anna, "sales@fjord.example")
    assert refusal.value.code is Code.ACCOUNT_LIMIT
    assert EmailAccount.objects.count() == 1


def test_the_account_that_is_there_may_always_be_stored_again(anna: User) -> None:
    account_of(anna)
    assert may_connect(anna, "ANNA@fjord.example") is None
    keep(anna, "anna@fjord.example")
    assert EmailAccount.objects.count() == 1


def test_the_first_may_be_any_address(anna: User) -> None:
    assert may_connect(anna, "somebody@else.example") is None


@pytest.mark.usefixtures("two")
def test_a_further_one_must_be_on_the_own_card(anna: User, ole: User) -> None:
    account_of(anna)
    on_card(ole, "ole@fjord.example", "sales@fjord.example")
    assert code_of(may_connect(anna, "sales@fjord.example")) is Code.NOT_ON_CARD
    with pytest.raises(MailError):
        keep(anna, "sales@fjord.example")
    on_card(anna, "anna@fjord.example", "sales@fjord.example")
    keep(anna, "Sales@FJORD.example")
    assert EmailAccount.objects.count() == 2


@pytest.mark.usefixtures("two")
def test_a_third_one_is_one_too_many(anna: User) -> None:
    on_card(anna, "anna@fjord.example", "b@fjord.example", "c@fjord.example")
    account_of(anna)
    keep(anna, "b@fjord.example")
    assert code_of(may_connect(anna, "c@fjord.example")) is Code.ACCOUNT_LIMIT


@pytest.mark.usefixtures("two")
def test_a_colleagues_accounts_do_not_count(anna: User, ole: User) -> None:
    account_of(ole)
    account_of(anna)
    assert may_add_account(anna) is None


@pytest.mark.usefixtures("two")
def test_sending_asks_the_first_for_the_first_address_and_others_for_any(anna: User) -> None:
    on_card(anna, "anna@fjord.example", "sales@fjord.example")
    first, second = account_of(anna), keep(anna, "sales@fjord.example")
    assert may_send_from(first) and may_send_from(second)
    on_card(anna, "sales@fjord.example", "anna@fjord.example")
    assert not may_send_from(first)
    on_card(anna, "anna@fjord.example")
    assert not may_send_from(second)


@pytest.mark.usefixtures("two")
def test_when_the_first_goes_the_next_one_is_the_first(anna: User) -> None:
    on_card(anna, "anna@fjord.example", "sales@fjord.example")
    first, second = account_of(anna), keep(anna, "sales@fjord.example")
    remove_account(first)
    assert not may_send_from(second)


def test_a_set_up_that_ends_as_one_too_many_says_so_and_forgets_the_password(
    anna: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    attempt = setup.start_attempt(anna, "sales@fjord.example")
    for login in LOGINS.values():
        attempt.set_login(login)
    setup.hand_in_password(attempt, Secret("x"))
    account_of(anna)  # by the administrator, in between
    monkeypatch.setattr(connect, "try_to_sign_in", lambda *_, **__: Checked("sales"))
    signing_in.sign_in(SetupAttempt.objects.get())
    attempt.refresh_from_db()
    assert (attempt.state, attempt.problem_code) == (SetupState.FAILED, Code.ACCOUNT_LIMIT)
    assert attempt.sealed_imap == ""
    assert EmailAccount.objects.count() == 1
