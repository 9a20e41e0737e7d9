"""What a person sees of messages that could not be taken."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from crm_inbox.models import User
from mail.core.endpoint import Service
from mail.core.errors import Code, MailError
from mail.models import Errand, Mailbox, Message, Quarantined
from tests.mailboxes import account_of, mailbox_of, message_in

SAID = "BYE <script>alert(1)</script>"


@pytest.fixture
def inbox(anna: User) -> Mailbox:
    return mailbox_of(account_of(anna))


@pytest.fixture
def broken(inbox: Mailbox) -> Message:
    message = message_in(inbox, state="unreadable", subject="Faktura", from_name="Bodil")
    Quarantined.objects.create(
        message=message, account=inbox.account, reason="dropped", server_said=SAID,
        since=timezone.now(),
    )  # fmt: skip
    return message


def page(client: Client, broken: Message) -> str:
    answer = client.get(f"/options/email/{broken.account_id}/quarantine/")
    return answer.content.decode()


def test_the_list_says_who_when_and_why(annas: Client, broken: Message) -> None:
    row = annas.get("/inbox/").content.decode()
    assert "Bodil" in row
    assert "The server breaks the connection when it is asked for this message." in row


def test_one_without_anything_has_a_name_all_the_same(annas: Client, inbox: Mailbox) -> None:
    message_in(inbox, state="unreadable", subject="", from_name="", from_address="")
    row = annas.get("/inbox/").content.decode()
    assert "Message that could not be read" in row
    assert "This message cannot be shown." in row


def test_the_page_names_each_with_its_reason_and_quotes_the_server(
    annas: Client, broken: Message
) -> None:
    shown = page(annas, broken)
    assert "Bodil" in shown
    assert "Faktura" in shown
    assert "The server breaks the connection" in shown
    assert "<script>alert(1)" not in shown
    folders = annas.get(f"/options/email/{broken.account_id}/folders/").content.decode()
    assert "1 message in quarantine" in folders


def test_an_empty_quarantine_says_so(annas: Client, inbox: Mailbox) -> None:
    shown = annas.get(f"/options/email/{inbox.account_id}/quarantine/").content.decode()
    assert "Nothing is in quarantine" in shown


def test_trying_one_again_asks_for_it_once(annas: Client, inbox: Mailbox, broken: Message) -> None:
    other = message_in(inbox, state="unreadable")
    Quarantined.objects.create(
        message=other, account=inbox.account, reason="record", since=timezone.now()
    )
    url = f"/options/email/{inbox.account_id}/quarantine/retry/"
    annas.post(url, {"message": str(broken.pk)})
    assert [row.pk for row in Quarantined.objects.filter(retry_asked=True)] == [broken.pk]
    annas.post(url)
    assert Quarantined.objects.filter(retry_asked=True).count() == 2
    assert "It is being tried again." in page(annas, broken)
    assert annas.post(url, {"message": "x"}).status_code == 302


def test_the_message_itself_leads_to_its_text_and_to_another_try(
    annas: Client, broken: Message
) -> None:
    shown = annas.get(f"/messages/{broken.pk}/").content.decode()
    assert f"/messages/{broken.pk}/source/" in shown
    assert "Open as text" in shown


def test_the_page_of_the_source_waits_for_no_server(annas: Client, broken: Message) -> None:
    url = f"/messages/{broken.pk}/source/"
    assert "Fetch from the server" in annas.get(url).content.decode()
    assert annas.post(url)["Location"] == url
    assert "being fetched" in annas.get(url).content.decode()
    Errand.objects.update(state="done", text="Subject: Faktura\n\n<script>alert(1)</script>")
    shown = annas.get(url).content.decode()
    assert "Subject: Faktura" in shown
    assert "<script>alert(1)" not in shown
    Errand.objects.update(state="failed", text="", problem_code="mailbox_missing")
    assert "Fetch again" in annas.get(url).content.decode()


def test_while_the_server_cannot_be_asked_the_page_says_why(annas: Client, broken: Message) -> None:
    broken.account.note_problem(Service.IMAP, MailError(Code.AUTH_FAILED, "no"))
    url = f"/messages/{broken.pk}/source/"
    annas.post(url)
    assert "banner--warning" in annas.get(url).content.decode()
