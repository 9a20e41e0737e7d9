"""The inbox page on stored mail."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from crm_inbox.models import User
from mail.models import Mailbox, PendingAction
from tests.mailboxes import account_of, mailbox_of, message_in

LIST_QUERIES = 6
"""Session, user with preferences, account, folders, messages, outbox."""


@pytest.fixture
def inbox(anna: User) -> Mailbox:
    return mailbox_of(account_of(anna))


def test_the_newest_message_stands_first(annas: Client, inbox: Mailbox) -> None:
    older, newer = message_in(inbox), message_in(inbox)
    shown = re.findall(r'data-message="(\d+)"', annas.get("/inbox/").content.decode())
    assert shown == [str(newer.pk), str(older.pk)]


def test_a_page_holds_fifty_and_leads_to_the_next(annas: Client, inbox: Mailbox) -> None:
    for _ in range(53):
        message_in(inbox)
    first = annas.get("/inbox/")
    assert first.content.count(b"data-message=") == 50
    second = annas.get(first.context["next_url"])
    assert second.content.count(b"data-message=") == 3


def test_the_list_takes_as_many_queries_for_fifty_messages_as_for_one(
    annas: Client, inbox: Mailbox, django_assert_num_queries: Any
) -> None:
    for number in (1, 49):
        for _ in range(number):
            message_in(inbox)
        with django_assert_num_queries(LIST_QUERIES):
            annas.get("/inbox/")


def test_opening_marks_read_and_tells_the_server_later(annas: Client, inbox: Mailbox) -> None:
    message = message_in(inbox)
    annas.get(f"/messages/{message.pk}/")
    message.refresh_from_db()
    inbox.refresh_from_db()
    assert message.seen
    assert inbox.unseen_count == 0
    assert PendingAction.objects.get().kind == "seen"


def test_the_senders_card_stands_beside_the_message(annas: Client, inbox: Mailbox) -> None:
    from cards.services.people import create_person

    create_person(
        first_name="Kari", last_name="Hansen", title="Harbour master",
        company_name="Havn AS", addresses=[("kari@havn.example", "")],
    )  # fmt: skip
    page = annas.get(f"/messages/{message_in(inbox).pk}/").content.decode()
    assert "Harbour master" in page
    assert 'dir="auto">Havn AS</a>' in page


def test_an_unknown_sender_can_be_added(annas: Client, inbox: Mailbox) -> None:
    page = annas.get(f"/messages/{message_in(inbox).pk}/").content.decode()
    assert "/people/new/?address=kari%40havn.example" in page


def test_the_frame_has_its_own_policy_and_no_scripts(annas: Client, inbox: Mailbox) -> None:
    message = message_in(inbox, html="<p onclick=alert(1)>Hi</p><script>alert(2)</script>")
    answer = annas.get(f"/messages/{message.pk}/body/")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "script-src 'self'" not in answer["Content-Security-Policy"]
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert b"alert" not in answer.content
    assert b"Hi" in answer.content


def test_remote_images_are_not_loaded_and_counted(annas: Client, inbox: Mailbox) -> None:
    message = message_in(inbox, html='<p>x<img src="https://tracker.example/1.gif"></p>')
    assert b"tracker.example" not in annas.get(f"/messages/{message.pk}/body/").content
    assert annas.get(f"/messages/{message.pk}/").context["message"].held_images == 1


def test_an_unreadable_message_is_a_placeholder_and_the_rest_flows(
    annas: Client, inbox: Mailbox
) -> None:
    message_in(inbox, subject="Fine")
    broken = message_in(inbox, state="unreadable", subject="", from_name="", from_address="")
    page = annas.get("/inbox/").content.decode()
    assert "Fine" in page
    assert "This message cannot be shown." in page
    assert annas.get(f"/messages/{broken.pk}/").status_code == 200


def test_a_subject_with_markup_is_text(annas: Client, inbox: Mailbox) -> None:
    message_in(inbox, subject="<script>alert(1)</script>")
    assert b"<script>alert(1)" not in annas.get("/inbox/").content


def test_nothing_on_the_page_comes_from_another_host(annas: Client, inbox: Mailbox) -> None:
    page = annas.get(f"/messages/{message_in(inbox).pk}/").content.decode()
    assert not re.findall(r'(?:src|href|action)="(?:https?:)?//[^"]+"', page)


@pytest.mark.parametrize("query", ["folder=0", "folder=x", "message=99999999", "after=-1"])
def test_a_wrong_number_in_the_address_is_not_found(
    annas: Client, inbox: Mailbox, query: str
) -> None:
    assert annas.get(f"/inbox/?{query}").status_code == 404
