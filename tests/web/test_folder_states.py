"""How the pages speak of folders that are not looked at, held back, or not to be had at all."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import EmailAccount
from accounts.problems import explain
from accounts.shortfall import Lack, Shortfall, sentence
from accounts.window_words import window_word
from crm_inbox.models import User
from mail.core.endpoint import Service
from mail.core.errors import Code, MailError
from mail.folder_forms import WindowForm
from mail.models import Errand, Mailbox, Quarantined
from tests.mailboxes import account_of, mailbox_of, message_in


@pytest.fixture
def account(anna: User) -> EmailAccount:
    account = account_of(anna)
    account.note_success(Service.IMAP, timezone.now())
    return account


@pytest.fixture
def inbox(account: EmailAccount) -> Mailbox:
    return mailbox_of(account)


def page(client: Client, account: EmailAccount) -> str:
    return client.get(f"/options/email/{account.pk}/folders/").content.decode()


def test_a_folder_that_was_not_looked_at_claims_no_numbers(annas: Client, inbox: Mailbox) -> None:
    nothing = Shortfall(Lack.BEHIND, None, "Old")
    assert sentence(nothing) == "Old has not been looked at yet."
    folder = mailbox_of(inbox.account, "Old", "")
    Mailbox.objects.filter(pk=folder.pk).update(compared_at=None, is_behind=True)
    assert "Not known yet" in page(annas, inbox.account)


def test_before_the_first_comparison_the_servers_own_count_is_shown(
    annas: Client, inbox: Mailbox
) -> None:
    Mailbox.objects.filter(pk=inbox.pk).update(compared_at=None, exists=8_900, server_count=0)
    assert "0 of 8,900 messages in Inbox are here." in page(annas, inbox.account)


def test_the_inbox_is_always_shown_and_has_no_switch(annas: Client, inbox: Mailbox) -> None:
    Mailbox.objects.filter(pk=inbox.pk).update(subscribed=False)
    mailbox_of(inbox.account, "Projects", "")
    shown = page(annas, inbox.account)
    assert shown.count('role="switch"') == 1
    assert "Not shown among your folders" not in shown


def test_a_folder_is_made_and_changed_from_the_page(annas: Client, inbox: Mailbox) -> None:
    own = mailbox_of(inbox.account, "Projects", "")
    shown = page(annas, inbox.account)
    assert "/folders/new/" in shown
    assert f'href="/folders/{own.pk}/"' in shown
    assert f'href="/folders/{inbox.pk}/"' not in shown


def test_several_folders_are_asked_about_in_one_notice(annas: Client, inbox: Mailbox) -> None:
    for name in ("Projects", "Sales"):
        folder = mailbox_of(inbox.account, name, "")
        Mailbox.objects.filter(pk=folder.pk).update(held_count=60)
    shown = annas.get("/inbox/").content.decode()
    assert "The server no longer lists messages in 2 folders." in shown
    assert shown.count("Decide") == 1


def test_the_page_says_why_nothing_is_fetched(
    annas: Client, account: EmailAccount, inbox: Mailbox
) -> None:
    Mailbox.objects.filter(pk=inbox.pk).update(is_behind=True)
    assert "Being fetched" in page(annas, account)
    account.note_problem(Service.IMAP, MailError(Code.AUTH_FAILED))
    shown = page(annas, account)
    assert "Being fetched" not in shown
    assert "New email is not fetched" in shown


def test_how_far_back_is_said_in_the_inbox_and_on_the_card(
    annas: Client, account: EmailAccount, inbox: Mailbox
) -> None:
    assert "How far back: Everything" in annas.get("/inbox/").content.decode()
    EmailAccount.objects.filter(pk=account.pk).update(sync_window_days=182)
    assert "How far back: The last 6 months" in annas.get("/inbox/").content.decode()
    assert "The last 6 months" in annas.get("/options/email/account/").content.decode()


def test_a_window_that_nobody_can_choose_is_shown_as_it_is() -> None:
    assert window_word(90) == "The last 90 days"
    assert (90, "The last 90 days") in WindowForm(None, 90).fields["days"].choices  # type: ignore[attr-defined]


def test_of_many_folders_the_card_names_some_and_counts_the_rest(
    annas: Client, inbox: Mailbox
) -> None:
    for number in range(9):
        folder = mailbox_of(inbox.account, f"Year {number}", "")
        Mailbox.objects.filter(pk=folder.pk).update(short_by=1, server_count=7)
    card = annas.get("/options/email/account/").content.decode()
    assert "4 more folders are not complete." in card
    assert card.count("could not be taken.") == 5


def test_a_search_that_was_given_up_does_not_speak_of_set_up(annas: Client, inbox: Mailbox) -> None:
    errand = Errand.objects.create(
        account=inbox.account, mailbox=inbox, kind="search", state="failed", problem_code="timeout"
    )
    shown = annas.get(f"/folders/{inbox.pk}/server/?errand={errand.pk}").content.decode()
    assert "did not answer in time" in shown
    assert "Check the port" not in shown
    assert "Try again. If it stays so" in shown


def test_what_is_tried_already_is_not_counted_again(annas: Client, inbox: Mailbox) -> None:
    broken = message_in(inbox, state="unreadable")
    Quarantined.objects.create(
        message=broken, account=inbox.account, reason="text", since=timezone.now(), retry_asked=True
    )
    url = f"/options/email/{inbox.account_id}/quarantine/retry/"
    said = annas.post(url, {"message": str(broken.pk)}, follow=True).content.decode()
    assert "0 messages" not in said
    assert "It is being tried again." in said


def test_a_source_is_fetched_once_unless_asked_for_again(annas: Client, inbox: Mailbox) -> None:
    message = message_in(inbox, state="unreadable")
    url = f"/messages/{message.pk}/source/"
    annas.post(url)
    Errand.objects.update(state="done", text="Subject: Faktura")
    annas.post(url)
    assert Errand.objects.count() == 1
    annas.post(url, {"again": "1"})
    assert Errand.objects.count() == 2


def test_sentences_about_a_server_without_a_name_begin_with_a_capital() -> None:
    assert explain(MailError(Code.TIMEOUT)).title == "The mail server did not answer in time"
    named = explain(MailError(Code.TIMEOUT, subject="imap.fjord.example"))
    assert named.title.startswith("imap.fjord.example did not")
