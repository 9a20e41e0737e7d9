"""Personal settings and Email options."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client

from accounts.models import Credential, EmailAccount
from crm_inbox.models import User
from mail.models import Message
from tests.mailboxes import account_of, mailbox_of, message_in

INBOX = {
    "da": "Indbakke",
    "de": "Posteingang",
    "en": "Inbox",
    "nb": "Innboks",
    "nl": "Postvak IN",
    "sv": "Inkorg",
}


@pytest.mark.parametrize("language", [code for code, _ in settings.LANGUAGES])
def test_the_chosen_language_is_remembered(annas: Client, language: str) -> None:
    annas.post("/options/", {"language": language, "theme": "system"})
    page = annas.get("/options/email/").content.decode()
    assert f'<html lang="{language}"' in page
    assert INBOX[language] in page


@pytest.mark.parametrize("asked", ["no", "nn-NO,nn;q=0.9", "nb-NO", "no-NO,no;q=0.9,en;q=0.8"])
def test_a_norwegian_browser_gets_norwegian(client: Client, db: None, asked: str) -> None:
    page = client.get("/accounts/login/", headers={"accept-language": asked}).content.decode()
    assert '<html lang="nb"' in page


def test_email_options_shows_the_account(annas: Client, anna: User) -> None:
    account_of(anna)
    page = annas.get("/options/email/").content.decode()
    assert "anna@fjord.example" in page
    assert "mail.fjord.example:993" in page


def test_removing_asks_once_and_says_what_stays_and_goes(annas: Client, anna: User) -> None:
    account = account_of(anna)
    page = annas.get(f"/options/email/{account.pk}/remove/").content.decode()
    assert "What stays" in page
    assert "What goes" in page
    assert EmailAccount.objects.exists()


def test_removing_erases_the_secret_and_the_copies(annas: Client, anna: User) -> None:
    account = account_of(anna)
    message_in(mailbox_of(account))
    annas.post(f"/options/email/{account.pk}/remove/")
    assert not EmailAccount.objects.exists()
    assert not Credential.objects.exists()
    assert not Message.objects.exists()


def test_editing_keeps_the_account_until_the_new_settings_work(annas: Client, anna: User) -> None:
    account = account_of(anna)
    page = annas.post(f"/options/email/{account.pk}/edit/", follow=True).content.decode()
    assert 'value="mail.fjord.example"' in page
    annas.post("/setup/restart/")
    assert EmailAccount.objects.get().imap_host == "mail.fjord.example"
    assert Credential.objects.count() == 2


def test_personal_settings_leads_to_email_options(annas: Client) -> None:
    assert b'href="/options/email/"' in annas.get("/options/").content
