"""Which password goes where when an account is edited."""

from __future__ import annotations

from dataclasses import replace

import pytest

from accounts import connect
from accounts.models import EmailAccount, SetupAttempt
from accounts.services import attempt_secrets, setup
from mail.core.endpoint import Login, Service
from mail.core.errors import Code, MailError
from mail.transport.secret import Secret
from tests.mailboxes import LOGINS

NEW = Secret("ny hemmelighet")


def handed_in(
    account: EmailAccount,
    typed: dict[Service, Secret],
    logins: dict[Service, Login] = LOGINS,
) -> list[str]:
    """The passwords that will be tried: incoming, outgoing."""
    attempt: SetupAttempt = setup.start_edit(account.user, account)
    setup.hand_in_servers(attempt, logins, {service: typed.get(service) for service in Service})
    return [attempt_secrets.of(attempt, service).reveal() for service in Service]


def elsewhere(service: Service) -> dict[Service, Login]:
    login = LOGINS[service]
    return {
        **LOGINS,
        service: replace(login, endpoint=replace(login.endpoint, host="evil.example")),
    }


def test_a_password_that_served_both_is_typed_once(account: EmailAccount) -> None:
    assert handed_in(account, {Service.IMAP: NEW}) == [NEW.reveal()] * 2


def test_a_password_of_its_own_for_sending_stays(account: EmailAccount) -> None:
    connect.store_secret(account, Service.SMTP, Secret("only for sending"))
    assert handed_in(account, {Service.IMAP: NEW}) == [NEW.reveal(), "only for sending"]


def test_without_a_word_both_stay(account: EmailAccount) -> None:
    assert handed_in(account, {}) == ["hemmelig", "hemmelig"]


def test_a_stored_password_does_not_follow_to_another_server(account: EmailAccount) -> None:
    for service in Service:
        with pytest.raises(MailError) as refused:
            handed_in(account, {}, elsewhere(service))
        assert refused.value.code is Code.SECRET_UNREADABLE


def test_another_server_for_sending_gets_what_was_typed_not_what_was_stored(
    account: EmailAccount,
) -> None:
    connect.store_secret(account, Service.SMTP, Secret("only for sending"))
    typed = {Service.IMAP: NEW}
    assert handed_in(account, typed, elsewhere(Service.SMTP)) == [NEW.reveal()] * 2
