"""The tab General of Email options: every option does what it says."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import Preferences
from crm_inbox.models import User
from mail.models import Mailbox, Message, OutgoingMessage
from mail.services.outbox import new_token
from tests.mailboxes import account_of, mailbox_of, message_in


@pytest.fixture
def inbox(anna: User) -> Mailbox:
    return mailbox_of(account_of(anna))


def options(**fields: str) -> dict[str, str]:
    return {
        "mark_read": "opened",
        "page_size": "50",
        "undo_send_s": "0",
        "signature": "",
        "signature_in_new": "on",
        "signature_in_answers": "on",
    } | fields


def sent(client: Client) -> OutgoingMessage:
    client.post(
        "/compose/",
        {"to": "kari@havn.example", "subject": "Offer", "text": "Hei", "token": new_token()},
    )
    return OutgoingMessage.objects.latest("pk")


def waits(outgoing: OutgoingMessage) -> int:
    return round((outgoing.not_before - outgoing.created_at) / timedelta(seconds=1))


def test_what_is_saved_is_shown_and_confirmed(annas: Client) -> None:
    answer = annas.post("/options/email/", options(page_size="25"), follow=True)
    page = answer.content.decode()
    assert "Your email options are saved." in page
    assert 'value="25" selected' in page


@pytest.mark.parametrize("seconds", [0, 5, 10, 20, 30])
def test_a_message_waits_as_long_as_its_sender_chose(
    annas: Client, inbox: Mailbox, seconds: int
) -> None:
    annas.post("/options/email/", options(undo_send_s=str(seconds)))
    assert waits(sent(annas)) == seconds


def test_until_somebody_chooses_the_installation_does(
    annas: Client, inbox: Mailbox, settings: object
) -> None:
    settings.UNDO_SEND_S = 7  # type: ignore[attr-defined]
    assert waits(sent(annas)) == 7
    assert 'value="7" selected' in annas.get("/options/email/").content.decode()


def test_a_time_that_is_not_offered_is_refused(annas: Client, anna: User) -> None:
    assert annas.post("/options/email/", options(undo_send_s="86400")).status_code == 422
    assert Preferences.objects.get(user=anna).undo_send_s is None


def test_opening_marks_as_read(annas: Client, inbox: Mailbox) -> None:
    message = message_in(inbox)
    annas.get(f"/messages/{message.pk}/")
    assert Message.objects.get().seen


def test_who_marks_by_hand_opens_without_marking(annas: Client, inbox: Mailbox) -> None:
    annas.post("/options/email/", options(mark_read="by-hand"))
    message = message_in(inbox)
    page = annas.get(f"/messages/{message.pk}/").content.decode()
    assert not Message.objects.get().seen
    assert 'data-mark-read="by-hand"' in page

    annas.post(f"/messages/{message.pk}/mark/", {"as": "seen"})

    assert Message.objects.get().seen
    assert 'value="unseen"' in annas.get(f"/messages/{message.pk}/").content.decode()


def test_a_page_of_the_list_is_as_long_as_chosen(annas: Client, inbox: Mailbox) -> None:
    for _number in range(26):
        message_in(inbox, seen=True)
    annas.post("/options/email/", options(page_size="25"))
    page = annas.get("/inbox/").content.decode()
    assert page.count('data-message="') == 25
    assert 'rel="next"' in page


def test_the_signature_stands_under_a_new_message(annas: Client, inbox: Mailbox) -> None:
    annas.post("/options/email/", options(signature="Anna Berg\r\nFjord AS"))
    text = annas.get("/compose/").context["form"]["text"].value()
    assert text == "\n\n-- \nAnna Berg\nFjord AS"


def test_in_an_answer_it_stands_above_what_is_quoted(annas: Client, inbox: Mailbox) -> None:
    annas.post("/options/email/", options(signature="Anna Berg"))
    message = message_in(inbox, text="Can you deliver?")
    text = annas.get(f"/messages/{message.pk}/reply/").context["form"]["text"].value()
    assert text.startswith("\n\n-- \nAnna Berg\n\nOn ")
    assert text.endswith("> Can you deliver?")


def test_each_tick_switches_the_signature_off_where_it_says(annas: Client, inbox: Mailbox) -> None:
    ticks = options(signature="Anna Berg")
    del ticks["signature_in_new"]
    annas.post("/options/email/", ticks)
    message = message_in(inbox)
    assert "Anna Berg" not in annas.get("/compose/").content.decode()
    assert "Anna Berg" in annas.get(f"/messages/{message.pk}/reply/").content.decode()


def test_a_signature_that_is_too_long_stays_in_its_field(annas: Client, anna: User) -> None:
    answer = annas.post("/options/email/", options(signature="A" * 4001))
    assert answer.status_code == 422
    assert "A" * 4001 in answer.content.decode()
    assert Preferences.objects.get(user=anna).signature == ""


def test_options_are_each_persons_own(annas: Client, oles: Client, ole: User) -> None:
    annas.post("/options/email/", options(signature="Anna Berg"))
    assert "Anna Berg" not in oles.get("/options/email/").content.decode()
