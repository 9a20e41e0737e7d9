"""What an open page asks for when something changed."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from accounts.models import EmailAccount
from crm_inbox.models import User
from mail.models import Lane, Mailbox, Message, PendingAction
from mail.services.threads import upkeep
from tests.mailboxes import account_of, mailbox_of, message_in


@pytest.fixture
def inbox(anna: User) -> Mailbox:
    return mailbox_of(account_of(anna))


def ask(browser: Client, target: str, url: str = "/inbox/", seen: str = "") -> Any:
    return browser.get(
        url, headers={"HX-Request": "true", "HX-Target": target, "Fragment-Seen": seen}
    )


def shown(answer: HttpResponse) -> list[int]:
    return [int(pk) for pk in re.findall(r'data-message="(\d+)"', answer.content.decode())]


@pytest.mark.parametrize("target", ["list", "folders", "outbox-status", "reading"])
def test_a_fragment_that_the_page_has_as_it_is_comes_without_a_body(
    annas: Client, inbox: Mailbox, target: str
) -> None:
    message_in(inbox, seen=True)
    first = ask(annas, target)
    again = ask(annas, target, seen=first["Fragment"])
    assert (first.status_code, again.status_code, again.content) == (200, 204, b"")


def test_news_is_sent_whole(annas: Client, inbox: Mailbox) -> None:
    mark = ask(annas, "list")["Fragment"]
    message = message_in(inbox)
    assert shown(ask(annas, "list", seen=mark)) == [message.pk]


def test_the_token_of_a_form_is_no_news(annas: Client, inbox: Mailbox) -> None:
    message = message_in(inbox, seen=True)
    url = f"/messages/{message.pk}/state/?folder={inbox.pk}"
    first = ask(annas, "message-state", url)
    assert b"csrfmiddlewaretoken" in first.content
    assert ask(annas, "message-state", url, seen=first["Fragment"]).status_code == 204


def test_the_list_reaches_down_to_the_row_that_was_seen(annas: Client, inbox: Mailbox) -> None:
    rows = [message_in(inbox).pk for _ in range(60)]
    assert len(shown(ask(annas, "list"))) == 50
    assert shown(ask(annas, "list", f"/inbox/?until={rows[2]}")) == rows[:1:-1]
    assert len(shown(ask(annas, "list", f"/inbox/?until={rows[40]}"))) == 50


def test_how_far_the_list_reaches_has_an_end(
    annas: Client, inbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    from mail.views import inbox as view

    monkeypatch.setattr(view, "LONGEST_LIST", 55)
    rows = [message_in(inbox).pk for _ in range(60)]
    assert len(shown(ask(annas, "list", f"/inbox/?until={rows[0]}"))) == 55
    assert ask(annas, "list", "/inbox/?until=99999").status_code == 200
    assert ask(annas, "list", "/inbox/?until=x").status_code == 404


def test_a_later_page_stays_when_the_row_before_it_is_gone(annas: Client, inbox: Mailbox) -> None:
    rows = [message_in(inbox).pk for _ in range(4)]
    Message.rows.filter(pk=rows[2]).update(gone_at=timezone.now())
    assert shown(ask(annas, "list", f"/inbox/?after={rows[2]}")) == [rows[1], rows[0]]


def state_of(browser: Client, message: Message) -> str:
    url = f"/messages/{message.pk}/state/?folder={message.mailbox_id}"
    return str(browser.get(url).content.decode())


def test_asking_how_a_message_stands_does_not_mark_it_as_read(
    annas: Client, inbox: Mailbox
) -> None:
    message = message_in(inbox)
    assert "Mark as read" in state_of(annas, message)
    message.refresh_from_db()
    assert not message.seen
    assert not PendingAction.objects.exists()


def test_a_message_that_vanished_says_so_and_offers_nothing(annas: Client, inbox: Mailbox) -> None:
    message = message_in(inbox)
    assert "data-vanished hidden" in state_of(annas, message)
    Message.rows.filter(pk=message.pk).update(gone_at=timezone.now())
    page = state_of(annas, message)
    assert "data-vanished>" in page
    assert "/reply/" not in page
    assert "Back to the list" in page


def test_a_message_that_was_moved_says_where_it_is(annas: Client, inbox: Mailbox) -> None:
    message = message_in(inbox)
    work = mailbox_of(inbox.account, "Work", "")
    Message.rows.filter(pk=message.pk).update(mailbox=work)
    page = state_of(annas, message)
    assert "This message was moved to Work." in page
    assert f"/inbox/?folder={work.pk}&amp;message={message.pk}" in page


def test_an_open_message_shows_the_others_of_its_conversation_wherever_they_lie(
    annas: Client, inbox: Mailbox, ole: User
) -> None:
    sent = mailbox_of(inbox.account, "Sent", "sent")
    first = message_in(inbox, message_id="1@x", snippet="Twelve ropes?")
    answer = message_in(sent, message_id="2@x", subject="Re: Offer", snippet="Yes.", to_line="Kari")
    message_in(inbox, message_id="2@x", subject="Re: Offer", snippet="Yes.")  # came back by a list
    message_in(inbox, message_id="3@x", subject="Re: Offer", snippet="Thank you.")
    message_in(inbox, message_id="4@x", subject="Offer", snippet="Not of it")
    message_in(mailbox_of(account_of(ole)), message_id="2@x", snippet="Another person's")
    for message in Message.objects.filter(subject="Re: Offer"):
        message.body.headers |= {"in_reply_to": "1@x", "references": ["1@x"]}
        message.body.save()
    upkeep.thread_what_is_not_yet()
    rows = annas.get(f"/messages/{first.pk}/").context["conversation"]
    assert [row.snippet for row in rows] == ["Yes.", "Thank you."]
    of_answer = annas.get(f"/messages/{answer.pk}/").context["conversation"]
    assert [row.snippet for row in of_answer] == ["Twelve ropes?", "Thank you."]


def syncing(inbox: Mailbox, **columns: Any) -> None:
    EmailAccount.objects.update(synced_at=None)
    Mailbox.objects.filter(pk=inbox.pk).update(**columns)


def test_the_first_synchronisation_counts_what_the_server_has(
    annas: Client, inbox: Mailbox
) -> None:
    message_in(inbox)
    message_in(inbox, state="listed")
    syncing(inbox, exists=4_200)
    page = annas.get("/inbox/").content.decode()
    assert "2 of 4,200 messages are in the list, 1 can be read." in page
    assert '<progress value="3" max="8400"' in page
    assert "The inbox is complete." not in page
    assert "Synchronising" in page


def test_a_folder_that_nobody_opened_yet_may_hold_more(annas: Client, inbox: Mailbox) -> None:
    message_in(inbox)
    mailbox = mailbox_of(inbox.account, "Old", "")
    Mailbox.objects.filter(pk=mailbox.pk).update(uidvalidity=0)
    syncing(inbox, exists=1)
    page = annas.get("/inbox/").content.decode()
    assert "1 of at least 1 message is in the list, 1 can be read." in page
    assert "The inbox is complete." in page


def test_a_later_large_synchronisation_is_told_of_and_a_small_one_is_not(
    annas: Client, inbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    from mail.views import progress

    monkeypatch.setattr(progress, "WORTH_SAYING", 2)
    message_in(inbox)
    message_in(inbox, state="listed")
    Lane.objects.filter(account=inbox.account, name="sync").update(bulk=True)
    assert b"<progress" not in annas.get("/inbox/").content
    message_in(inbox, state="listed")
    assert b"3 of 3 messages are in the list, 1 can be read." in annas.get("/inbox/").content
