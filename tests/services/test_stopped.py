"""A refused sign-in stops every worker of the account at once; a hiccup of a server does not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts import connect
from accounts.models import ConnectionEvent, EmailAccount, OAuthApp, OAuthGrant
from accounts.models.email_account import StillRefused
from accounts.services.accounts import keep_account
from cards.services.people import make_first_address, own_card
from crm_inbox.models import User
from mail import tasks
from mail.core.endpoint import Login, Service
from mail.core.errors import Code, MailError
from mail.core.sync.backoff import OF_THE_SIGN_IN
from mail.models import Lane, Mailbox, Message, OutgoingMessage
from mail.models.lane import LaneName
from mail.models.outgoing import CopyState, OutgoingState
from mail.models.pending_action import ActionKind
from mail.services import actions, outbox, rendering
from mail.services.sync import sync_account
from mail.services.trying import try_again
from mail.services.watcher import taking_over
from mail.services.watcher.accounts import watchable
from mail.services.watcher.taking_over import take_over
from mail.transport.secret import Secret
from mail.transport.smtp_submission import SubmissionResult
from tests.mailboxes import LOGINS, account_of, mailbox_of, message_in
from tests.played import DRAFT, PlayedImap

REFUSED = MailError(Code.AUTH_FAILED, "NO [AUTHENTICATIONFAILED] Invalid credentials")
NOON_LATER = timedelta(minutes=31)


class Servers:
    """Both servers: what they answer to a sign-in, and how often each was asked."""

    def __init__(self) -> None:
        self.answers: dict[Service, MailError | None] = dict.fromkeys(Service)
        self.asked: list[Service] = []
        self.passwords: list[str] = []

    def sign_in(self, login: Login, secret: Secret) -> None:
        service = login.endpoint.service
        self.asked.append(service)
        self.passwords.append(secret.reveal())
        if problem := self.answers[service]:
            raise problem


@pytest.fixture
def servers(monkeypatch: pytest.MonkeyPatch) -> Servers:
    """Below the door: what it lets through reaches these."""
    played = Servers()

    @contextmanager
    def open_session(
        login: Login, secret: Secret, *_: object, **__: object
    ) -> Iterator[PlayedImap]:
        played.sign_in(login, secret)
        yield PlayedImap({}, selected=replace(PlayedImap({}).selected, exists=0))

    def submit(login: Login, secret: Secret, *_: object, on_data: object, **__: object) -> object:
        played.sign_in(login, secret)
        on_data()  # type: ignore[operator]
        return SubmissionResult(())

    def check_smtp(login: Login, secret: Secret, *_: object, **__: object) -> None:
        played.sign_in(login, secret)

    monkeypatch.setattr("accounts.connect.sessions.open_session", open_session)
    monkeypatch.setattr("accounts.connect.sending.submit", submit)
    monkeypatch.setattr("accounts.connect.checks.check_smtp", check_smtp)
    monkeypatch.setattr(taking_over, "hand_over", lambda *_: None)
    return played


@pytest.fixture
def account(anna: User) -> EmailAccount:
    make_first_address(own_card(anna), anna.email)
    return account_of(anna)


def with_a_password_for_sending(account: EmailAccount) -> EmailAccount:
    secrets = {Service.IMAP: Secret("hemmelig"), Service.SMTP: Secret("another")}
    return keep_account(account.user, account.address, LOGINS, secrets)


def queue(account: EmailAccount, token: str = "t") -> OutgoingMessage:
    outgoing = outbox.queue_message(account, DRAFT, token=token)
    OutgoingMessage.objects.filter(pk=outgoing.pk).update(not_before=outgoing.created_at)
    return outgoing


def everybody_works(account: EmailAccount, message: Message) -> None:
    """All that a worker, the watcher or a page may do with the account, tasks in the queue too."""
    actions.change(message, ActionKind.FLAG)
    actions.change(message, ActionKind.UNFLAG)
    queue(account, token=f"t{OutgoingMessage.objects.count()}")
    OutgoingMessage.objects.filter(state=OutgoingState.SENT).update(copy_state=CopyState.PENDING)
    Lane.objects.filter(account=account).update(due_at=timezone.now())
    tasks.sync_account(account.pk)
    tasks.replay_actions(account.pk)
    tasks.send_messages(account.pk)
    watch(account)
    sync_account(account)
    with pytest.raises((MailError, StopIteration)):
        rendering.attachment(message, "1")


def watch(account: EmailAccount) -> None:
    """What the watcher does with an account, up to the connection that it would hold."""
    with suppress(MailError):
        if account in watchable():
            take_over(account.pk, 60.0)


def now(account: EmailAccount) -> EmailAccount:
    return EmailAccount.objects.get(pk=account.pk)


@pytest.mark.parametrize("code", sorted(OF_THE_SIGN_IN))
def test_after_one_refusal_nobody_asks_again(
    account: EmailAccount, inbox: Mailbox, servers: Servers, code: Code
) -> None:
    servers.answers = dict.fromkeys(Service, MailError(code))
    message = message_in(inbox)
    mailbox_of(account, "Sent", "sent")
    for _ in range(3):
        everybody_works(account, message)
    assert servers.asked == [Service.IMAP]
    assert [now(account).is_stopped(service) for service in Service] == [True, True]


def test_the_one_who_is_refused_first_may_be_the_watcher(
    account: EmailAccount, inbox: Mailbox, servers: Servers
) -> None:
    servers.answers[Service.IMAP] = REFUSED
    watch(account)
    assert now(account).imap_problem_code == Code.AUTH_FAILED
    everybody_works(account, message_in(inbox))
    assert servers.asked == [Service.IMAP]


def test_refused_receiving_does_not_stop_sending_with_another_password(
    account: EmailAccount, servers: Servers
) -> None:
    account = with_a_password_for_sending(account)
    servers.answers[Service.IMAP] = REFUSED
    sync_account(account)
    sent = queue(account)
    outbox.send_due(account)
    sent.refresh_from_db()
    assert sent.state == OutgoingState.SENT
    assert now(account).is_stopped(Service.IMAP)


@pytest.mark.parametrize("own_password", [False, True])
def test_refused_sending_stops_only_sending(
    account: EmailAccount, inbox: Mailbox, servers: Servers, own_password: bool
) -> None:
    """With the same password, too: receiving says itself whether the password is right."""
    if own_password:
        account = with_a_password_for_sending(account)
    servers.answers[Service.SMTP] = MailError(Code.AUTH_FAILED, "535 5.7.8 No")
    for _ in range(3):
        everybody_works(account, message_in(inbox))
    assert servers.asked.count(Service.SMTP) == 1
    assert servers.asked.count(Service.IMAP) > 3
    assert now(account).problems.keys() == {Service.SMTP}


def test_mail_that_waits_for_a_refused_sign_in_goes_out_when_it_is_mended(
    account: EmailAccount, servers: Servers
) -> None:
    servers.answers[Service.SMTP] = REFUSED
    waiting = [queue(account, "one"), queue(account, "two")]
    outbox.send_due(account)
    servers.answers[Service.SMTP] = None
    keep_account(account.user, account.address, LOGINS, dict.fromkeys(Service, Secret("ny")))
    assert Lane.objects.due().filter(account=account).count() == len(LaneName)
    tasks.send_messages(account.pk)
    for outgoing in waiting:
        outgoing.refresh_from_db()
    assert {outgoing.state for outgoing in waiting} == {OutgoingState.SENT}
    assert servers.passwords[-1] == "ny"


@pytest.mark.parametrize(
    "code", [Code.AUTH_TEMPORARY, Code.BUSY, Code.TIMEOUT, Code.TOO_MANY_CONNECTIONS]
)
def test_a_hiccup_stops_nothing_and_is_tried_again_by_itself(
    account: EmailAccount, inbox: Mailbox, servers: Servers, code: Code
) -> None:
    servers.answers = dict.fromkeys(Service, MailError(code))
    everybody_works(account, message_in(inbox))
    assert {Service.IMAP, Service.SMTP} == set(servers.asked)
    assert not any(now(account).is_stopped(service) for service in Service)
    lanes = Lane.objects.filter(account=account, due_at__gt=timezone.now())
    assert {lane.name for lane in lanes} == set(LaneName)
    servers.answers = dict.fromkeys(Service)
    sync_account(account)
    assert not now(account).problem_of(Service.IMAP)


def test_a_mailbox_that_was_locked_is_left_alone_for_half_an_hour(
    account: EmailAccount, inbox: Mailbox, servers: Servers
) -> None:
    servers.answers[Service.IMAP] = MailError(Code.LOCKED_OUT)
    message = message_in(inbox)
    for _ in range(3):
        sync_account(account)
        tasks.replay_actions(account.pk)
        actions.change(message, ActionKind.FLAG)
    assert servers.asked == [Service.IMAP]
    due_at = Lane.objects.get(name=LaneName.SYNC).due_at
    assert due_at is not None
    assert due_at - timezone.now() > timedelta(minutes=29)
    EmailAccount.objects.update(imap_failed_at=timezone.now() - NOON_LATER)
    sync_account(account)
    assert len(servers.asked) == 2


def test_a_person_who_asks_to_try_again_causes_one_sign_in(
    account: EmailAccount, inbox: Mailbox, servers: Servers
) -> None:
    servers.answers = dict.fromkeys(Service, MailError(Code.ACCOUNT_BLOCKED))
    sync_account(account)
    servers.asked.clear()
    try_again(now(account))
    tasks.replay_actions(account.pk)
    tasks.send_messages(account.pk)
    tasks.sync_account(account.pk)
    assert servers.asked == [Service.IMAP]


def test_when_receiving_is_accepted_again_the_others_are_woken(
    account: EmailAccount, servers: Servers
) -> None:
    servers.answers[Service.IMAP] = MailError(Code.ACCOUNT_BLOCKED)
    sync_account(account)
    servers.answers[Service.IMAP] = None
    Lane.objects.update(due_at=None)
    try_again(now(account))
    tasks.sync_account(account.pk)
    assert now(account).works
    assert not now(account).is_stopped(Service.SMTP)
    due = Lane.objects.due().filter(account=account).values_list("name", flat=True)
    assert set(due) == {LaneName.INTERACTIVE, LaneName.SEND}


def test_a_refusal_of_the_password_before_an_edit_does_not_stop_the_edited_account(
    account: EmailAccount, servers: Servers
) -> None:
    read_before = now(account)
    with pytest.raises(MailError), connect.at_the_door(read_before, Service.SMTP):
        keep_account(account.user, account.address, LOGINS, dict.fromkeys(Service, Secret("ny")))
        raise REFUSED
    assert now(account).works
    assert not now(account).is_stopped(Service.SMTP)


def test_sending_that_failed_for_a_while_is_looked_at_again_without_a_message(
    account: EmailAccount, servers: Servers
) -> None:
    account.note_problem(Service.SMTP, MailError(Code.TIMEOUT))
    outbox.send_due(account)
    assert servers.asked == [Service.SMTP]
    assert now(account).works


def test_who_is_turned_away_at_the_door_gets_the_old_refusal(
    account: EmailAccount, servers: Servers
) -> None:
    account.note_problem(Service.IMAP, REFUSED)
    with pytest.raises(StillRefused) as again, connect.imap_session(account):
        pass
    assert (again.value.code, again.value.server_said) == (REFUSED.code, REFUSED.server_said)
    assert servers.asked == []


def test_a_change_of_state_is_written_once(account: EmailAccount, servers: Servers) -> None:
    servers.answers[Service.IMAP] = MailError(Code.TIMEOUT, "nothing")
    for _ in range(3):
        sync_account(account)
    servers.answers[Service.IMAP] = None
    for _ in range(3):
        sync_account(account)
    log = ConnectionEvent.objects.order_by("pk").values_list("service", "what", "code", "server")
    server = "mail.fjord.example:993"
    assert list(log) == [
        ("imap", "failed", "timeout", server),
        ("imap", "recovered", "", server),
    ]


def grant_of(account: EmailAccount, app: OAuthApp) -> OAuthGrant:
    later = timezone.now() + timedelta(hours=1)
    return OAuthGrant.objects.create(
        account=account, app=app, sealed_access="v1.1.x", refresh_at=later, expires_at=later
    )


def test_an_old_refusal_of_a_token_stops_no_new_grant(account: EmailAccount) -> None:
    app = OAuthApp.objects.create(provider="google", client_id="id")
    account.credentials.all().delete()
    grant = grant_of(account, app)
    with pytest.raises(MailError), connect.at_the_door(account, Service.IMAP):
        grant.delete()
        grant_of(account, app)  # the person has signed in again
        raise MailError(Code.OAUTH_SASL_REJECTED)
    assert not now(account).is_stopped(Service.IMAP)
    with pytest.raises(MailError), connect.at_the_door(account, Service.IMAP):
        raise MailError(Code.OAUTH_SASL_REJECTED)
    assert now(account).is_stopped(Service.IMAP)


def test_a_check_on_the_command_line_asks_and_what_it_hears_counts(
    account: EmailAccount, inbox: Mailbox, monkeypatch: pytest.MonkeyPatch, servers: Servers
) -> None:
    monkeypatch.setattr("accounts.connect.checks.check_with", refuse)
    for _ in range(2):  # an administrator may ask again, the workers may not
        with pytest.raises(SystemExit):
            call_command("account", "check", account.address)
    assert now(account).is_stopped(Service.IMAP) and now(account).is_stopped(Service.SMTP)
    everybody_works(account, message_in(inbox))
    assert servers.asked == []


def refuse(*_: object, **__: object) -> None:
    raise REFUSED
