"""The copy in Sent of a message that is sent already, when its server does not take it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts import connect
from accounts.models import EmailAccount
from crm_inbox.models import User
from mail.core.errors import Code, MailError
from mail.models import Lane, OutgoingMessage
from mail.models.lane import LaneName
from mail.models.outgoing import CopyState, OutgoingState
from mail.services import outbox
from tests.mailboxes import account_of, mailbox_of
from tests.played import play_imap

SECOND = timedelta(seconds=1)


@pytest.fixture
def account(anna: User) -> EmailAccount:
    account = account_of(anna)
    mailbox_of(account, "Sent", "sent")
    return account


def sent(account: EmailAccount, subject: str, ago: timedelta) -> OutgoingMessage:
    then = timezone.now() - ago
    return OutgoingMessage.objects.create(
        account=account,
        token=subject,
        message_id=f"{subject}@fjord.example",
        state=OutgoingState.SENT,
        copy_state=CopyState.PENDING,
        not_before=then,
        sent_at=then,
        raw=f"Subject: {subject}\r\n\r\nHello\r\n".encode(),
    )


@pytest.mark.parametrize(
    ("pending_for", "wait"),
    [
        (timedelta(0), timedelta(seconds=10)),
        (timedelta(minutes=10), timedelta(minutes=5)),
        (timedelta(hours=2), timedelta(hours=1)),
        (timedelta(days=30), timedelta(hours=6)),
    ],
    ids=["just sent", "for minutes", "for hours", "for weeks"],
)
def test_the_longer_a_copy_is_pending_the_later_it_is_tried_again(
    account: EmailAccount, monkeypatch: pytest.MonkeyPatch, pending_for: timedelta, wait: timedelta
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise MailError(Code.AUTH_FAILED)

    sent(account, "One", pending_for)
    monkeypatch.setattr(connect, "imap_session", refused)
    outbox.send_due(account)
    due_at = Lane.objects.get(account=account, name=LaneName.SEND).due_at
    assert due_at is not None
    assert abs(due_at - timezone.now() - wait) < 10 * SECOND


@pytest.mark.parametrize("code", [Code.COMMAND_REFUSED, Code.BUSY, Code.TOO_MANY_CONNECTIONS])
def test_a_copy_that_is_refused_holds_up_no_other(
    account: EmailAccount, monkeypatch: pytest.MonkeyPatch, code: Code
) -> None:
    refused, good = sent(account, "Refused", SECOND), sent(account, "Good", SECOND)
    server = play_imap(monkeypatch)
    server.refuses = {"Refused": MailError(code)}
    outbox.send_due(account)
    assert server.appended == [bytes(good.raw)]
    states = dict(OutgoingMessage.objects.values_list("pk", "copy_state"))
    assert states == {refused.pk: CopyState.PENDING, good.pk: CopyState.STORED}


def test_a_session_that_broke_is_not_asked_for_the_next_copy(
    account: EmailAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    for subject in ("One", "Two"):
        sent(account, subject, SECOND)
    server = play_imap(monkeypatch)
    server.refuses = {"One": MailError(Code.DROPPED)}
    outbox.send_due(account)
    assert server.appended == []
    assert not OutgoingMessage.objects.exclude(copy_state=CopyState.PENDING).exists()
