"""Sending once, through a real Postfix: whatever happens between any two lines."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts import connect
from accounts.models import EmailAccount
from cards.services.people import make_first_address, own_card
from mail.core.address import Address
from mail.core.endpoint import Service
from mail.core.errors import Code, MailError
from mail.core.mime.compose import Draft
from mail.models import Lane, Mailbox, OutgoingMessage
from mail.models.lane import LaneName
from mail.models.outgoing import OutgoingState
from mail.services import outbox
from mail.services.leases import Lease
from mail.services.sync import sync_account
from mail.transport.secret import Secret
from mail.transport.smtp_submission import SubmissionResult
from tests.servers.clients import arrived
from tests.servers.faults_smtp import END_OF_DATA, SmtpScript
from tests.servers.scripted import ScriptedServer
from tests.servers.world import MailWorld
from tests.servers.world import User as Box

pytestmark = pytest.mark.django_db(transaction=True)


class Killed(BaseException):
    """Stands for ``kill -9``: nothing catches it, and no line after it runs."""


@pytest.fixture
def ola(connected: MailWorld) -> Box:
    return connected.new_user("ola")


@pytest.fixture
def account(account: EmailAccount) -> EmailAccount:
    """Synchronised once, so that the folder Sent is known."""
    sync_account(account, budget_s=60)
    return account


def queue(account: EmailAccount, to: Box, token: str = "one") -> OutgoingMessage:
    draft = Draft(
        from_=Address("Kari", account.address),
        to=(Address("", to.address),),
        cc=(),
        bcc=(),
        subject="Offer",
        text="Here it is.",
    )
    return outbox.queue_message(account, draft, token=token)


def state(outgoing: OutgoingMessage) -> str:
    outgoing.refresh_from_db()
    return outgoing.state


def in_sent(account: EmailAccount, outgoing: OutgoingMessage) -> list[int]:
    sent = Mailbox.objects.get(account=account, special_use="sent")
    with connect.imap_session(account) as session:
        session.select(sent.name)
        return list(session.find_message_id(outgoing.message_id))


def put_into_sent(account: EmailAccount, outgoing: OutgoingMessage) -> None:
    """As Gmail and others do by themselves."""
    with connect.imap_session(account) as session:
        session.append("Sent", bytes(outgoing.raw), flags=("\\Seen",))


def kill_the_worker(account: EmailAccount, monkeypatch: pytest.MonkeyPatch, where: str) -> None:
    """Run the outbox in a worker that dies at *where*; its lease runs out."""
    real = connect.submit_message

    def dies(*arguments: object, **options: object) -> SubmissionResult:
        if where == "before DATA":
            raise Killed
        result = real(*arguments, **options)  # type: ignore[arg-type]
        raise Killed(result)

    with monkeypatch.context() as patch:
        patch.setattr(connect, "submit_message", dies)
        with pytest.raises(Killed):
            outbox.send_due(account)
    Lane.objects.update(lease_until=timezone.now() - timedelta(seconds=1))


def test_a_message_arrives_once_with_one_copy_in_sent(
    connected: MailWorld, account: EmailAccount, ola: Box
) -> None:
    outgoing = queue(account, ola)
    outbox.send_due(account)
    outbox.send_due(account)
    assert state(outgoing) == OutgoingState.SENT
    assert len(arrived(connected, ola)) == 1
    assert len(in_sent(account, outgoing)) == 1


def test_a_copy_that_the_provider_stored_is_not_doubled(account: EmailAccount, ola: Box) -> None:
    outgoing = queue(account, ola)
    put_into_sent(account, outgoing)
    outbox.send_due(account)
    assert state(outgoing) == OutgoingState.SENT
    assert len(in_sent(account, outgoing)) == 1


def test_a_double_click_makes_one_message(account: EmailAccount, ola: Box) -> None:
    assert queue(account, ola) == queue(account, ola)
    assert queue(account, ola, token="another") != queue(account, ola)


def test_a_worker_killed_before_the_message_went_out_sends_it_the_next_time(
    connected: MailWorld, account: EmailAccount, ola: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    outgoing = queue(account, ola)
    kill_the_worker(account, monkeypatch, "before DATA")
    outbox.send_due(account)
    assert state(outgoing) == OutgoingState.SENT
    assert len(arrived(connected, ola)) == 1


def test_a_worker_killed_after_the_message_went_out_does_not_send_it_again(
    connected: MailWorld, account: EmailAccount, ola: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    outgoing = queue(account, ola)
    kill_the_worker(account, monkeypatch, "after DATA")
    arrived(connected, ola)
    outbox.send_due(account)
    outbox.send_due(account)
    assert state(outgoing) == OutgoingState.IN_DOUBT
    assert len(connected.dovecot.stored(ola.address)) == 1


def test_the_doubt_ends_when_the_message_is_found_in_sent(
    account: EmailAccount, ola: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    outgoing = queue(account, ola)
    kill_the_worker(account, monkeypatch, "after DATA")
    put_into_sent(account, outgoing)
    outbox.send_due(account)
    assert state(outgoing) == OutgoingState.SENT
    assert len(in_sent(account, outgoing)) == 1


def test_a_person_may_send_a_doubtful_message_again(
    connected: MailWorld, account: EmailAccount, ola: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    outgoing = queue(account, ola)
    kill_the_worker(account, monkeypatch, "after DATA")
    outbox.send_due(account)
    outgoing.refresh_from_db()
    outbox.try_again(outgoing)
    outbox.send_due(account)
    assert state(outgoing) == OutgoingState.SENT
    assert len(arrived(connected, ola, 2)) == 2


def test_two_workers_send_it_once(connected: MailWorld, account: EmailAccount, ola: Box) -> None:
    outgoing = queue(account, ola)
    other = Lease.take(account.pk, LaneName.SEND)
    assert other is not None
    outbox.send_due(account)
    assert state(outgoing) == OutgoingState.QUEUED
    other.release(due_at=None)
    outbox.send_due(account)
    assert state(outgoing) == OutgoingState.SENT


def test_a_worker_that_lost_its_lease_stops_before_the_message_goes_out(
    connected: MailWorld, account: EmailAccount, ola: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    outgoing = queue(account, ola)
    real = connect.submit_message

    def slow(*arguments: object, **options: object) -> SubmissionResult:
        Lane.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
        assert Lease.take(account.pk, LaneName.SEND)
        return real(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(connect, "submit_message", slow)
    outbox.send_due(account)
    outgoing.refresh_from_db()
    assert outgoing.data_started_at is None
    assert connected.dovecot.stored(ola.address) == []


def test_sending_needs_the_address_to_be_the_first_on_the_own_card(
    account: EmailAccount, ola: Box
) -> None:
    waiting = queue(account, ola)
    make_first_address(own_card(account.user), "anna@fjord.example")
    outbox.send_due(account)
    assert state(waiting) == OutgoingState.FAILED
    with pytest.raises(MailError) as refused:
        queue(account, ola, token="later")
    assert refused.value.code is Code.OWN_CARD


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        (SmtpScript(replies={"RCPT": "450 4.2.1 Greylisted"}), OutgoingState.DEFERRED),
        (SmtpScript(replies={"MAIL": "421 4.3.2 Closing"}), OutgoingState.DEFERRED),
        (SmtpScript(replies={"RCPT": "550 5.1.1 Nobody"}), OutgoingState.FAILED),
        (SmtpScript(replies={END_OF_DATA: "554 5.7.1 Spam"}), OutgoingState.FAILED),
        (SmtpScript(replies={END_OF_DATA: ""}), OutgoingState.IN_DOUBT),
    ],
    ids=["greylisted", "busy", "no such recipient", "spam", "gone after the message"],
)
def test_each_answer_of_the_server_has_its_state(
    connected: MailWorld, account: EmailAccount, ola: Box, script: SmtpScript, expected: str
) -> None:
    with ScriptedServer(script, connected.certificate, implicit_tls=True) as server:
        account.smtp_port = server.port
        account.save()
        connect.store_secret(account, Service.SMTP, Secret("x"))
        outgoing = queue(account, ola)
        outbox.send_due(account)
    assert state(outgoing) == expected
    assert (outgoing.not_before > timezone.now()) == (expected == OutgoingState.DEFERRED)
