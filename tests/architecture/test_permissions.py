"""Every address × {nobody, a colleague, the owner, staff} × {GET, POST}, from the URL table."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.models import DomainPreset, OAuthApp, TrustedCertificate
from accounts.services.setup import start_attempt
from cards.services.companies import create_company
from crm_inbox.models import User
from crm_inbox.people import add_user
from mail.models import OutgoingMessage, PendingAction
from tests.architecture.access import RULES, Access
from tests.conftest import PASSWORD, signed_in
from tests.mailboxes import NOON, account_of, mailbox_of, message_in

IDENTITIES = ("nobody", "colleague", "staff", "owner")
"""The owner last: what they post may change or remove what the others were refused."""

METHODS = ("GET", "POST")
SECRET = "Zwölf Seile für die Werft"
"""The subject of Anna's message, which nobody else may see, whatever they ask for."""

STREAMS = {"events"}
"""Served by ASGI: who gets which event is shown in tests/services/test_events.py."""


def patterns(found: list[URLPattern | URLResolver] | None = None) -> Iterator[URLPattern]:
    for pattern in get_resolver().url_patterns if found is None else found:
        if isinstance(pattern, URLResolver):
            yield from patterns(pattern.url_patterns)
        else:
            yield pattern


PATTERNS = {pattern.name or "": pattern for pattern in patterns()}

Ids = dict[str, object]


@pytest.fixture
def annas_ids(anna: User) -> Ids:
    """What stands for each argument of an address; everything belongs to Anna."""
    account = account_of(anna)
    message = message_in(mailbox_of(account), subject=SECRET)
    start_attempt(anna, anna.email)
    outgoing = OutgoingMessage.objects.create(
        account=account, token="t", message_id="m", raw=b"", not_before=NOON, subject=SECRET
    )
    return {
        "account_id": account.pk,
        "message_id": message.pk,
        "folder_id": message.mailbox_id,
        "section": "1",
        "topic": "set-up",
        "mailbox_id": mailbox_of(account, SECRET, "").pk,
        "action_id": PendingAction.objects.create(
            account=account, kind="remove", name=SECRET, state="refused"
        ).pk,
        "outgoing_id": outgoing.pk,
        "person_id": anna.own_card.pk,
        "app_id": OAuthApp.objects.create(provider="google", client_id="c").pk,
        "company_id": create_company(name="Fjord AS").pk,
        "preset_id": DomainPreset.objects.create(domain="fjord.example").pk,
        "certificate_id": TrustedCertificate.objects.create(host="a", not_after=NOON).pk,
    }


@pytest.fixture
def ask(anna: User, annas_ids: Ids) -> Callable[[str, str, str], tuple[int, str]]:
    """The status and the page (or where it sends to) that an identity gets."""

    def asking(identity: str, method: str, name: str) -> tuple[int, str]:
        arguments = {key: annas_ids[key] for key in PATTERNS[name].pattern.converters}
        client = client_of(identity, anna)
        client.raise_request_exception = False
        # By a name of this machine itself, which alone may read the metrics.
        url, here = reverse(name, kwargs=arguments), {"host": "localhost"}
        answer = getattr(client, method.lower())(url, headers=here)
        return answer.status_code, answer.headers.get("Location") or answer.content.decode()

    return asking


def client_of(identity: str, anna: User) -> Client:
    if identity == "nobody":
        return Client()
    if identity == "owner":
        return signed_in(anna)
    email = f"{identity}@fjord.example"
    user = add_user(identity, email=email, password=PASSWORD, staff=identity == "staff")
    return signed_in(user)


def refusal(name: str, identity: str, method: str) -> int | None:
    """The status that must answer; None where the page itself does."""
    rule = RULES[name]
    if rule.access is Access.OPEN:
        return None if method in rule.methods else 405
    if identity == "nobody":
        return 302
    if method not in rule.methods:
        return 405
    if rule.access is Access.STAFF:
        return None if identity == "staff" else 404
    mine = identity == "owner" or (identity == "staff" and rule.access is Access.OWN_CARD)
    if rule.access is Access.STAFF:
        return None if identity == "staff" else 404
    return 404 if rule.access in {Access.PRIVATE, Access.OWN_CARD} and not mine else None


def test_every_address_has_a_rule_and_every_rule_an_address() -> None:
    assert set(PATTERNS) == set(RULES)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", sorted(PATTERNS))
def test_who_gets_what(
    name: str, method: str, ask: Callable[[str, str, str], tuple[int, str]]
) -> None:
    identities = IDENTITIES if name not in STREAMS else ("nobody",)
    wrong = {
        identity: answer
        for identity in identities
        if (answer := wrong_answer(name, identity, method, *ask(identity, method, name)))
    }
    assert not wrong


def wrong_answer(name: str, identity: str, method: str, status: int, page: str) -> str:
    """What is wrong with an answer; empty when it is what the rule says."""
    must = refusal(name, identity, method)
    if must == 302 and page.split("?")[0] != "/accounts/login/":
        return f"is not sent to sign in but gets {status}"
    if must is not None and status != must:
        return f"gets {status} instead of {must}"
    refused = {403, 405, 500} if RULES[name].may_be_absent else {403, 404, 405, 500}
    if must is None and status in refused:
        return f"is refused with {status}"
    return "sees Anna's mail" if identity != "owner" and SECRET in page else ""
