"""Sealed passwords open only in their place."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError

from accounts import connect
from accounts.credentials import seal, unseal
from accounts.models import Credential
from crm_inbox.models import User
from mail.core.endpoint import Service
from mail.core.errors import Code, MailError
from mail.transport.secret import Secret
from tests.mailboxes import account_of


def test_a_sealed_secret_opens_in_its_place() -> None:
    assert unseal(seal(Secret("blåbær"), "here"), "here").reveal() == "blåbær"


def test_it_does_not_open_in_another_place() -> None:
    with pytest.raises(MailError) as problem:
        unseal(seal(Secret("x"), "here"), "there")
    assert problem.value.code is Code.SECRET_UNREADABLE


def test_a_changed_host_does_not_get_the_password(anna: User) -> None:
    account = account_of(anna)
    account.imap_host = "mail.evil.example"
    with pytest.raises(MailError):
        connect.secret_for(account, Service.IMAP)


def test_a_secret_copied_to_another_account_does_not_open(anna: User, ole: User) -> None:
    annas, oles = account_of(anna), account_of(ole)
    stolen = Credential.objects.get(account=annas, service="imap").sealed
    Credential.objects.filter(account=oles, service="imap").update(sealed=stolen)
    with pytest.raises(MailError):
        connect.secret_for(oles, Service.IMAP)


def test_an_older_key_still_opens(settings: Any) -> None:
    old, new = ("k1", bytes(32)), ("k2", bytes(range(32)))
    settings.CREDENTIAL_KEYS = (old,)
    sealed = seal(Secret("x"), "here")
    settings.CREDENTIAL_KEYS = (new, old)
    assert unseal(sealed, "here").reveal() == "x"
    assert seal(Secret("x"), "here").startswith("v1.k2.")


def test_the_database_refuses_a_plain_password(anna: User) -> None:
    with pytest.raises(IntegrityError):
        Credential.objects.create(account=account_of(anna), service="other", sealed="hemmelig")
