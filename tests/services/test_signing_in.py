"""What happens to a handed-in password: which servers see it, and what is tried instead."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.test import Client

from accounts import connect
from accounts.models import EmailAccount, SetupAttempt
from accounts.models.checks import CheckState
from accounts.models.setup_attempt import SetupState
from accounts.services import attempt_secrets, finding, setup, signing_in
from crm_inbox.models import User
from mail.core.checked import Checked
from mail.core.discovery.result import Candidate, Discovery, Outcome, Source, Trust
from mail.core.endpoint import Service
from mail.core.errors import Code, MailError
from mail.transport.secret import Secret
from tests.mailboxes import LOGINS

Answers = dict[Service, Code | None]
Seen = list[tuple[str, Service]]
SignIn = Callable[[Answers], tuple[SetupAttempt, Seen]]


@pytest.fixture
def attempt(anna: User) -> SetupAttempt:
    attempt = setup.start_attempt(anna, anna.email)
    for login in LOGINS.values():
        attempt.set_login(login)
    attempt.state, attempt.source = SetupState.FOUND, Source.PROVIDER_TABLE
    attempt.save()
    return attempt


@pytest.fixture
def signed_in(attempt: SetupAttempt, monkeypatch: pytest.MonkeyPatch) -> SignIn:
    """Sign in to servers that answer so; also what each of them saw."""

    def run(answers: Answers) -> tuple[SetupAttempt, Seen]:
        seen: Seen = []

        def look(_attempt: SetupAttempt, service: Service) -> None:
            seen.append(("look", service))
            if code := answers.get(service):
                raise MailError(code, subject="mail.fjord.example")

        def log_in(attempt: SetupAttempt, service: Service, *_: object, **__: object) -> Checked:
            seen.append(("login", service))
            code = answers.get(service)
            name = attempt.login(service).username
            return Checked(name, MailError(code, subject="mail.fjord.example") if code else None)

        monkeypatch.setattr(connect, "try_to_sign_in", log_in)
        monkeypatch.setattr(connect, "probe_server", look)
        setup.hand_in_password(attempt, Secret("hemmelig"))
        signing_in.sign_in(SetupAttempt.objects.get(pk=attempt.pk))
        return SetupAttempt.objects.get(pk=attempt.pk), seen

    return run


def test_a_refused_password_goes_to_no_second_host(signed_in: SignIn) -> None:
    attempt, seen = signed_in({Service.IMAP: Code.AUTH_FAILED})

    assert seen == [("login", Service.IMAP), ("look", Service.SMTP)]
    assert attempt.state == SetupState.FAILED
    assert attempt.checked(Service.SMTP).state is CheckState.REACHED
    assert not attempt.sealed_imap and not attempt.sealed_smtp


def test_each_server_is_explained_on_its_own(signed_in: SignIn) -> None:
    attempt, _seen = signed_in({Service.IMAP: Code.TIMEOUT, Service.SMTP: Code.TLS_EXPIRED})

    codes = [problem.code for s in Service if (problem := attempt.checked(s).problem)]
    assert codes == [Code.TIMEOUT, Code.TLS_EXPIRED]


def test_an_account_that_can_only_receive_is_kept_with_the_fault(signed_in: SignIn) -> None:
    attempt, _seen = signed_in({Service.SMTP: Code.AUTH_FAILED})

    account = EmailAccount.objects.get()
    assert attempt.state == SetupState.CONNECTED
    assert not account.works


@pytest.mark.parametrize(
    ("source", "offered"),
    [(Source.SRV, ["anna"]), (Source.GUESS, ["anna"]), (Source.AUTOCONFIG, [""])],
)
def test_another_form_of_the_name_is_tried_where_nobody_told_which_it_is(
    attempt: SetupAttempt, monkeypatch: pytest.MonkeyPatch, source: Source, offered: list[str]
) -> None:
    names: list[str] = []

    def log_in(attempt: SetupAttempt, service: Service, *_: object, other_username: str) -> Checked:
        names.append(other_username)
        return Checked(other_username or attempt.login(service).username)

    monkeypatch.setattr(connect, "try_to_sign_in", log_in)
    attempt.source, attempt.imap_username = source, attempt.address
    attempt.smtp_username = attempt.address
    setup.hand_in_password(attempt, Secret("hemmelig"))

    signing_in.sign_in(SetupAttempt.objects.get(pk=attempt.pk))

    account = EmailAccount.objects.get()
    assert names == [*offered, ""]  # once it is known, sending needs no second form
    assert account.imap_username == account.smtp_username == (offered[0] or attempt.address)


@pytest.mark.parametrize(
    ("hint", "typed", "sent"),
    [
        ("app_password_google", "abcd efgh ijkl mnop\n", "abcdefghijklmnop"),
        ("app_password_apple", " abcd-efgh-ijkl-mnop ", "abcd-efgh-ijkl-mnop"),
        ("", "my dog has fleas", "my dog has fleas"),
    ],
)
def test_what_the_clipboard_added_to_an_app_password_is_not_sent(
    attempt: SetupAttempt, hint: str, typed: str, sent: str
) -> None:
    attempt.hint = hint
    setup.hand_in_password(attempt, Secret(typed))

    assert {attempt_secrets.of(attempt, service).reveal() for service in Service} == {sent}


def found(attempt: SetupAttempt, host: str) -> Discovery:
    logins = [
        replace(login, endpoint=replace(login.endpoint, host=host))
        for login in attempt.logins.values()
    ]
    candidate = Candidate(logins[0], logins[1], Source.AUTOCONFIG, Trust.A)
    return Discovery(attempt.address, Outcome.FOUND, candidates=(candidate,))


def test_a_table_that_is_out_of_date_heals_itself(
    attempt: SetupAttempt, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "discover", lambda *_, **__: found(attempt, "new.fjord.example"))

    healed, seen = signed_in({Service.IMAP: Code.HOST_UNRESOLVED})

    assert (healed.state, healed.imap_host) == (SetupState.FOUND, "new.fjord.example")
    assert healed.looked_again and not healed.sealed_imap
    assert seen == [("login", Service.IMAP)]  # the password went nowhere else


def test_a_yes_to_one_host_is_none_to_the_next(
    attempt: SetupAttempt, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = found(attempt, "mail.hoster.example")
    foreign = tuple(replace(one, trust=Trust.C) for one in elsewhere.candidates)
    told = replace(elsewhere, candidates=foreign)
    monkeypatch.setattr(finding, "discover", lambda *_, **__: told)
    SetupAttempt.objects.update(confirmed=True)
    attempt.refresh_from_db()

    healed, _ = signed_in({Service.IMAP: Code.HOST_UNRESOLVED})

    assert healed.imap_host == "mail.hoster.example"
    assert healed.needs_confirmation


def test_it_is_looked_for_once_and_only_where_nothing_answers(
    attempt: SetupAttempt, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "discover", lambda *_, **__: found(attempt, "new.fjord.example"))
    assert signed_in({Service.IMAP: Code.AUTH_FAILED})[0].state == SetupState.FAILED

    SetupAttempt.objects.update(looked_again=True)
    attempt.refresh_from_db()
    assert signed_in({Service.IMAP: Code.HOST_UNRESOLVED})[0].state == SetupState.FAILED


def test_who_searches_too_often_is_asked_to_wait(
    annas: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("accounts.services.limits.SEARCHES", (1, 60))
    annas.post("/setup/address/", {"address": "anna@fjord.example"})
    answer = annas.post("/setup/address/", {"address": "anna@berg.example"})
    assert "Wait a minute" in answer.content.decode()
