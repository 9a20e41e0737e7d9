"""What becomes of a message, whatever else fails while it is sent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from accounts.models import EmailAccount
from cards.services.people import make_first_address, own_card
from crm_inbox.models import User
from mail.core.errors import Code, MailError
from mail.models import Message, OutgoingMessage
from mail.models.outgoing import CopyState, OutgoingState
from mail.services import actions, outbox
from tests.mailboxes import account_of, mailbox_of, message_in
from tests.played import DRAFT, play_imap, play_smtp, takes

Data = Callable[[], None]


@pytest.fixture
def account(anna: User) -> EmailAccount:
    make_first_address(own_card(anna), anna.email)
    return account_of(anna)


def queue(account: EmailAccount, subject: str, answers: Message | None = None) -> OutgoingMessage:
    draft = replace(DRAFT, subject=subject)
    outgoing = outbox.queue_message(account, draft, token=subject, answers=answers)
    OutgoingMessage.objects.filter(pk=outgoing.pk).update(not_before=outgoing.created_at)
    return outgoing


def state(outgoing: OutgoingMessage) -> str:
    outgoing.refresh_from_db()
    return outgoing.state


def test_a_message_is_sent_although_what_it_answers_vanished_meanwhile(
    account: EmailAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = message_in(mailbox_of(account))

    def takes_and_the_original_goes(raw: bytes, on_data: Data) -> None:
        takes(raw, on_data)
        Message.objects.filter(pk=original.pk).delete()

    play_smtp(monkeypatch, takes_and_the_original_goes)
    outgoing = queue(account, "One", answers=original)
    outbox.send_due(account)
    assert state(outgoing) == OutgoingState.SENT
    assert outgoing.answers is None


def test_a_message_is_sent_although_its_original_cannot_be_marked(
    account: EmailAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_arguments: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(actions, "change", breaks)
    play_smtp(monkeypatch, takes)
    outgoing = queue(account, "One", answers=message_in(mailbox_of(account)))
    outbox.send_due(account)
    assert state(outgoing) == OutgoingState.SENT


@pytest.mark.parametrize(
    ("begun", "expected"),
    [(False, OutgoingState.FAILED), (True, OutgoingState.IN_DOUBT)],
    ids=["before DATA", "after DATA"],
)
def test_a_message_that_breaks_us_does_not_stand_before_the_next(
    account: EmailAccount, monkeypatch: pytest.MonkeyPatch, begun: bool, expected: str
) -> None:
    def breaks_at_the_first(raw: bytes, on_data: Data) -> None:
        if begun:
            on_data()
        if b"Broken" in raw:
            raise ValueError

    play_smtp(monkeypatch, breaks_at_the_first)
    broken, good = queue(account, "Broken"), queue(account, "Good")
    outbox.send_due(account)
    assert [state(broken), state(good)] == [expected, OutgoingState.SENT]
    assert broken.problem_code == Code.INTERNAL


def test_a_message_found_in_sent_is_not_sent_again_whatever_its_person_said(
    account: EmailAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    outgoing = queue(account, "One")
    doubtful = OutgoingMessage.objects.filter(pk=outgoing.pk)
    doubtful.update(state=OutgoingState.IN_DOUBT, copy_state=CopyState.NONE)
    mailbox_of(account, "Sent", "sent")
    server = play_imap(monkeypatch)

    def find(message_id: str) -> list[int]:
        outbox.try_again(outgoing)  # in the moment in which it is found
        return [1]

    monkeypatch.setattr(server, "find_message_id", find)
    handed_over = play_smtp(monkeypatch, takes)
    outbox.send_due(account)
    outbox.send_due(account)
    assert (state(outgoing), outgoing.copy_state) == (OutgoingState.SENT, CopyState.STORED)
    assert handed_over == []


def test_a_refused_password_is_tried_with_one_message_only(
    account: EmailAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(_raw: bytes, _on_data: Data) -> None:
        raise MailError(Code.AUTH_FAILED, "5.7.8 No")

    handed_over = play_smtp(monkeypatch, refuses)
    three = [queue(account, subject) for subject in ("One", "Two", "Three")]
    outbox.send_due(account)
    assert len(handed_over) == 1
    assert [state(one) for one in three] == [OutgoingState.DEFERRED, *[OutgoingState.QUEUED] * 2]
    assert three[0].server_said == "5.7.8 No"
