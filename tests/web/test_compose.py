"""Writing and answering, up to the outbox."""

from __future__ import annotations

import pytest
from django.test import Client

from cards.services.people import make_first_address
from crm_inbox.models import User
from mail.models import Mailbox, OutgoingMessage
from mail.models.outgoing import OutgoingState
from mail.services.outbox import new_token
from tests.mailboxes import account_of, mailbox_of, message_in


@pytest.fixture
def inbox(anna: User) -> Mailbox:
    return mailbox_of(account_of(anna))


def form(**fields: str) -> dict[str, str]:
    return {
        "to": "kari@havn.example",
        "subject": "Offer",
        "text": "Hei",
        "token": new_token(),
        **fields,
    }


def test_a_message_goes_into_the_outbox(annas: Client, inbox: Mailbox) -> None:
    annas.post("/compose/", form())
    outgoing = OutgoingMessage.objects.get()
    assert outgoing.recipients == ["kari@havn.example"]
    assert b"Message-ID: <" + outgoing.message_id.encode() in bytes(outgoing.raw)


def test_a_double_click_makes_one_message(annas: Client, inbox: Mailbox) -> None:
    twice = form()
    annas.post("/compose/", twice)
    annas.post("/compose/", twice)
    assert OutgoingMessage.objects.count() == 1


def test_a_blind_recipient_is_not_in_the_message(annas: Client, inbox: Mailbox) -> None:
    annas.post("/compose/", form(bcc="secret@havn.example"))
    outgoing = OutgoingMessage.objects.get()
    assert "secret@havn.example" in outgoing.recipients
    assert b"secret@havn.example" not in bytes(outgoing.raw)


def test_a_wrong_address_is_named_and_nothing_is_lost(annas: Client, inbox: Mailbox) -> None:
    answer = annas.post("/compose/", form(to="kari@havn.example, ole(at)havn", text="Long text"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "“ole(at)havn” is not an email address" in page
    assert "Long text" in page


def test_ten_thousand_recipients_get_one_sentence(annas: Client, inbox: Mailbox) -> None:
    many = ", ".join(f"p{n}@havn.example" for n in range(4_000))
    page = annas.post("/compose/", form(to=many)).content.decode()
    assert "at most 100 recipients; this one has 4000" in page


def test_nothing_is_sent_while_the_own_card_begins_with_another_address(
    annas: Client, anna: User, inbox: Mailbox
) -> None:
    make_first_address(anna.own_card, "private@fjord.example")
    answer = annas.post("/compose/", form())
    assert answer.status_code == 422
    assert "is not the first one on your card" in answer.content.decode()
    assert not OutgoingMessage.objects.exists()


def test_a_reply_keeps_the_chain_and_quotes(annas: Client, inbox: Mailbox) -> None:
    message = message_in(inbox, text="Can you deliver?", message_id="1@havn.example")
    page = annas.get(f"/messages/{message.pk}/reply/").content.decode()
    assert "&gt; Can you deliver?" in page
    assert 'value="Re: Offer"' in page
    annas.post(f"/messages/{message.pk}/reply/", form())
    raw = bytes(OutgoingMessage.objects.get().raw)
    assert b"In-Reply-To: <1@havn.example>" in raw
    assert b"References: <1@havn.example>" in raw


def test_a_line_break_in_the_subject_makes_no_header(annas: Client, inbox: Mailbox) -> None:
    annas.post("/compose/", form(subject="Offer\r\nBcc: x@evil.example"))
    for outgoing in OutgoingMessage.objects.all():
        assert b"\nBcc:" not in bytes(outgoing.raw)


def test_a_message_that_waits_is_taken_back_and_written_on(annas: Client, inbox: Mailbox) -> None:
    annas.post("/compose/", form(cc="ole@havn.example", bcc="secret@havn.example"))
    outgoing = OutgoingMessage.objects.get()
    page = annas.post(f"/outgoing/{outgoing.pk}/undo/", follow=True)
    fields = page.context["form"].initial
    assert [fields[name] for name in ("to", "cc", "bcc", "subject", "text")] == [
        "kari@havn.example", "ole@havn.example", "secret@havn.example", "Offer", "Hei",
    ]  # fmt: skip
    annas.post(page.redirect_chain[-1][0], {**fields, "text": "Hei igjen"})
    sent = OutgoingMessage.objects.get()
    assert sent.state == OutgoingState.QUEUED
    assert b"Hei igjen" in bytes(sent.raw)


def test_an_answer_that_is_taken_back_is_still_an_answer(annas: Client, inbox: Mailbox) -> None:
    original = message_in(inbox, message_id="4711@havn.example")
    annas.post(f"/messages/{original.pk}/reply/", form())
    outgoing = OutgoingMessage.objects.get()
    page = annas.post(f"/outgoing/{outgoing.pk}/undo/", follow=True)
    annas.post(page.redirect_chain[-1][0], page.context["form"].initial)
    again = OutgoingMessage.objects.get()
    assert again.answers == original
    assert b"In-Reply-To: <4711@havn.example>" in bytes(again.raw)


def test_a_message_that_is_on_its_way_cannot_be_taken_back(annas: Client, inbox: Mailbox) -> None:
    annas.post("/compose/", form())
    OutgoingMessage.objects.update(state=OutgoingState.SENDING)
    page = annas.post(f"/outgoing/{OutgoingMessage.objects.get().pk}/undo/", follow=True)
    assert "It is too late to take this message back" in page.content.decode()
    assert OutgoingMessage.objects.get().state == OutgoingState.SENDING


def test_a_message_that_was_taken_back_can_be_thrown_away(annas: Client, inbox: Mailbox) -> None:
    annas.post("/compose/", form())
    outgoing = OutgoingMessage.objects.get()
    annas.post(f"/outgoing/{outgoing.pk}/undo/")
    assert "Taken back, not sent" in annas.get("/inbox/").content.decode()
    annas.post(f"/outgoing/{outgoing.pk}/discard/")
    assert not OutgoingMessage.objects.exists()


def test_a_message_that_may_have_been_sent_is_not_thrown_away(
    annas: Client, inbox: Mailbox
) -> None:
    annas.post("/compose/", form())
    OutgoingMessage.objects.update(state=OutgoingState.IN_DOUBT)
    annas.post(f"/outgoing/{OutgoingMessage.objects.get().pk}/discard/")
    assert OutgoingMessage.objects.exists()
