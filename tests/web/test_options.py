"""Personal settings and Email options."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client

from accounts.models import Credential, EmailAccount, SetupAttempt
from accounts.models.setup_attempt import SetupState
from accounts.services import attempt_secrets
from crm_inbox.models import User
from mail.core.endpoint import Service
from mail.core.errors import Code, MailError
from mail.models import Lane, Message
from mail.models.lane import LaneName
from mail.tasks import sync_account as sync_task
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


def test_the_account_is_on_its_tab_of_email_options(annas: Client, anna: User) -> None:
    account_of(anna)
    general = annas.get("/options/email/").content.decode()
    assert 'href="/options/email/account/"' in general
    assert "anna@fjord.example" in general
    page = annas.get("/options/email/account/").content.decode()
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
    assert not Message.objects.for_user(anna).exists()
    sync_task(account.pk)
    assert not Message.objects.exists()
    assert not EmailAccount.removed.exists()


def test_editing_keeps_the_account_until_the_new_settings_work(annas: Client, anna: User) -> None:
    account = account_of(anna)
    page = annas.post(f"/options/email/{account.pk}/edit/", follow=True).content.decode()
    assert 'value="mail.fjord.example"' in page
    annas.post("/setup/restart/")
    assert EmailAccount.objects.get().imap_host == "mail.fjord.example"
    assert Credential.objects.count() == 2


def test_personal_settings_leads_to_email_options(annas: Client) -> None:
    assert b'href="/options/email/"' in annas.get("/options/").content


def servers(**changed: str) -> dict[str, str]:
    """The form of Advanced settings as it stands for Anna's account, passwords empty."""
    form = {
        f"{service}_{name}": value
        for service, port in (("imap", "993"), ("smtp", "465"))
        for name, value in {
            "host": "mail.fjord.example",
            "port": port,
            "security": "tls",
            "username": "anna@fjord.example",
            "password": "",
        }.items()
    }
    return form | changed


def test_editing_keeps_the_stored_password_when_none_is_typed(annas: Client, anna: User) -> None:
    account = account_of(anna)
    annas.post(f"/options/email/{account.pk}/edit/")
    assert "Leave empty to keep the stored password." in annas.get("/setup/").content.decode()

    annas.post("/setup/advanced/", servers())

    attempt = SetupAttempt.objects.get()
    assert attempt.state == SetupState.SIGNING_IN
    assert attempt_secrets.of(attempt, Service.IMAP).reveal() == "hemmelig"


def test_a_stored_password_never_follows_to_another_server(annas: Client, anna: User) -> None:
    account = account_of(anna)
    annas.post(f"/options/email/{account.pk}/edit/")

    page = annas.post("/setup/advanced/", servers(smtp_host="smtp.stranger.example"))

    assert page.status_code == 422
    assert "The server has changed: type its password." in page.content.decode()
    assert SetupAttempt.objects.get().sealed_smtp == ""


def test_an_account_in_trouble_is_tried_again_at_a_click(annas: Client, anna: User) -> None:
    account = account_of(anna)
    account.note_problem(
        Service.IMAP, MailError(Code.HOST_UNRESOLVED, subject="mail.fjord.example")
    )
    Lane.objects.update(due_at=None)
    page = annas.get("/options/email/account/").content.decode()
    assert "Try now" in page
    answer = annas.post(f"/options/email/{account.pk}/try/", follow=True)
    assert "The servers are being tried again." in answer.content.decode()
    assert Lane.objects.due().count() == len(LaneName)


def test_an_account_that_works_needs_no_other_try(annas: Client, anna: User) -> None:
    account_of(anna)
    assert "Try now" not in annas.get("/options/email/account/").content.decode()
