"""What holds for every form on every page."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from accounts.models import SetupAttempt
from accounts.models.setup_attempt import SetupState
from crm_inbox.models import User
from tests.mailboxes import NOON, account_of, mailbox_of, message_in

FORM = re.compile(r"<form\b[^>]*method=\"post\".*?</form>", re.DOTALL | re.IGNORECASE)


def addresses(anna: User) -> list[str]:
    from mail.models import OutgoingMessage

    account = account_of(anna)
    message = message_in(mailbox_of(account))
    OutgoingMessage.objects.create(
        account=account, token="t", message_id="m", raw=b"", not_before=NOON, state="failed"
    )
    return [
        "/inbox/",
        f"/messages/{message.pk}/",
        f"/messages/{message.pk}/reply/",
        "/compose/",
        "/people/me/edit/".replace("me", str(anna.own_card.pk)),
        "/options/",
        "/options/email/",
        f"/options/email/{account.pk}/remove/",
        "/accounts/logout/",
    ]


def test_every_form_that_changes_something_carries_its_token(annas: Client, anna: User) -> None:
    for address in addresses(anna):
        forms = FORM.findall(annas.get(address).content.decode())
        assert forms, address
        assert all("csrfmiddlewaretoken" in form for form in forms), address


@pytest.mark.parametrize("state", list(SetupState))
def test_every_step_of_the_wizard_too(annas: Client, anna: User, state: str) -> None:
    SetupAttempt.objects.create(user=anna, address=anna.email, state=state, trust="C")
    forms = FORM.findall(annas.get("/setup/").content.decode())
    assert all("csrfmiddlewaretoken" in form for form in forms)
