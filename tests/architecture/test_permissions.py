"""Every URL as every kind of person. A new URL without a line here fails the build."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.services.setup import start_attempt
from crm_inbox.models import User
from mail.models import OutgoingMessage
from tests.mailboxes import NOON, account_of, mailbox_of, message_in

OPEN = {
    "account_login",
    "account_signup",
    "account_inactive",
    "account_logout",
    # The second step of a sign-in that has begun in the same browser.
    "mfa_authenticate",
    "healthz",
    "readyz",
}
"""Anybody may ask for these; none of them shows anything of anybody's."""

OWN = {
    # Every user has their own behind the same address: nothing to take from another.
    "home", "setup", "setup_progress", "setup_address", "setup_own_address", "setup_confirm",
    "setup_password", "setup_advanced", "setup_restart", "personal_settings", "email_options",
    "email_account", "account_change_password", "account_reauthenticate", "mfa_reauthenticate",
    "mfa_index", "mfa_activate_totp", "mfa_deactivate_totp", "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "help", "inbox", "events", "events_poll", "compose", "my_card",
}  # fmt: skip

SHARED = {"people", "person", "person_new"}
"""Cards are the company's."""

PRIVATE = {
    "account_edit", "account_remove", "message", "message_body", "message_part", "message_mark",
    "reply", "outgoing_retry", "person_edit",
}  # fmt: skip
"""Somebody's object is in the address: for everybody else it does not exist."""


@dataclass(frozen=True, slots=True)
class Annas:
    """The ids of what is Anna's."""

    arguments: dict[str, list[object]]


def names() -> set[str]:
    return set(_names(get_resolver().url_patterns))


def _names(patterns: list[URLPattern | URLResolver]) -> list[str]:
    found: list[str] = []
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            found += _names(pattern.url_patterns)
        else:
            found.append(pattern.name or "")
    return found


@pytest.fixture
def annas_things(anna: User) -> Annas:
    account = account_of(anna)
    message = message_in(mailbox_of(account))
    start_attempt(anna, anna.email)
    outgoing = OutgoingMessage.objects.create(
        account=account, token="t", message_id="m", raw=b"", not_before=NOON
    )
    card = anna.own_card.pk
    of_message: list[object] = [message.pk]
    return Annas(
        {
            "account_edit": [account.pk],
            "account_remove": [account.pk],
            "message": of_message,
            "message_body": of_message,
            "message_part": [message.pk, "1"],
            "message_mark": of_message,
            "reply": of_message,
            "outgoing_retry": [outgoing.pk],
            "person": [card],
            "person_edit": [card],
        }
    )


def test_every_url_has_a_line_here() -> None:
    assert names() == OPEN | OWN | SHARED | PRIVATE


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", sorted(OWN | SHARED | PRIVATE))
def test_who_is_not_signed_in_is_sent_to_sign_in(
    name: str, method: str, annas_things: Annas
) -> None:
    answer = getattr(Client(), method)(reverse(name, args=annas_things.arguments.get(name)))
    assert answer.status_code in {302, 405} or name == "home"
    if answer.status_code == 302 and name != "home":
        assert answer["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", sorted(PRIVATE))
def test_what_is_annas_does_not_exist_for_ole(
    name: str, method: str, annas_things: Annas, oles: Client
) -> None:
    answer = getattr(oles, method)(reverse(name, args=annas_things.arguments[name]))
    assert answer.status_code in {404, 405}


@pytest.mark.parametrize("name", sorted(OWN - {"events"}))
def test_nothing_of_annas_is_on_oles_pages(name: str, annas_things: Annas, oles: Client) -> None:
    answer = oles.get(reverse(name))
    assert b"Kari Hansen" not in answer.content
    assert b"anna@fjord.example" not in answer.content
