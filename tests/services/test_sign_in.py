"""Two runs of a sign-in: only what was handed in last decides."""

from __future__ import annotations

import pytest

from accounts import connect
from accounts.models import EmailAccount, SetupAttempt
from accounts.models.setup_attempt import SetupState
from accounts.services import setup, signing_in
from crm_inbox.models import User
from mail.core.checked import Checked
from mail.core.endpoint import Service
from mail.core.errors import Code, MailError
from mail.transport.secret import Secret
from tests.mailboxes import LOGINS

WRONG, RIGHT = Secret("wrong one"), Secret("right one")


@pytest.fixture
def attempt(anna: User) -> SetupAttempt:
    attempt = setup.start_attempt(anna, anna.email)
    for login in LOGINS.values():
        attempt.set_login(login)
    attempt.state = SetupState.FOUND
    attempt.save()
    return attempt


def hand_in_another(attempt: SetupAttempt) -> None:
    """What a person does who does not wait: opens Advanced settings, and signs in from there."""
    setup.stop_waiting(SetupAttempt.objects.get(pk=attempt.pk))
    later = SetupAttempt.objects.get(pk=attempt.pk)
    later.imap_host = "right.fjord.example"
    setup.hand_in_password(later, RIGHT)


@pytest.mark.parametrize("problem", [MailError(Code.TIMEOUT), None], ids=["fails", "succeeds"])
def test_an_old_run_that_ends_late_decides_nothing(
    attempt: SetupAttempt, monkeypatch: pytest.MonkeyPatch, problem: MailError | None
) -> None:
    def check(_servers: object, service: Service, _secret: Secret, **_: object) -> Checked:
        if service is Service.IMAP:
            hand_in_another(attempt)
            return Checked("anna", problem)
        return Checked("anna")

    setup.hand_in_password(attempt, WRONG)
    monkeypatch.setattr(connect, "try_to_sign_in", check)
    signing_in.sign_in(SetupAttempt.objects.get(pk=attempt.pk))
    attempt.refresh_from_db()
    assert (attempt.state, attempt.imap_host) == (SetupState.SIGNING_IN, "right.fjord.example")
    assert attempt.sealed_imap
    assert not EmailAccount.objects.exists()


def test_an_old_run_that_begins_late_tries_nothing(
    attempt: SetupAttempt, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[str] = []

    def check(servers: SetupAttempt, service: Service, secret: Secret, **_: object) -> Checked:
        tried.append(secret.reveal())
        return Checked(servers.login(service).username)

    setup.hand_in_password(attempt, WRONG)
    old = SetupAttempt.objects.get(pk=attempt.pk)
    hand_in_another(attempt)
    monkeypatch.setattr(connect, "try_to_sign_in", check)
    signing_in.sign_in(old)
    assert tried == []
    signing_in.sign_in(SetupAttempt.objects.get(pk=attempt.pk))
    assert tried == ["right one", "right one"]


def test_a_second_click_in_the_same_moment_hands_in_nothing(attempt: SetupAttempt) -> None:
    both = [SetupAttempt.objects.get(pk=attempt.pk) for _ in range(2)]
    assert [setup.hand_in_password(one, RIGHT) for one in both] == [True, False]
    assert SetupAttempt.objects.get().sealed_imap == both[0].sealed_imap


def test_an_attempt_that_was_left_meanwhile_does_not_come_back(attempt: SetupAttempt) -> None:
    SetupAttempt.objects.all().delete()
    assert not setup.hand_in_password(attempt, RIGHT)
    setup.confirm_host(attempt)
    assert not SetupAttempt.objects.exists()
