"""The wizard, without a server: what each step asks and says."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts import hints
from accounts.models import SetupAttempt
from accounts.models.setup_attempt import SetupState
from accounts.services import setup, signing_in
from crm_inbox.models import User
from mail.core.discovery.provider import Hint
from mail.core.endpoint import Service
from mail.core.errors import Code, MailError
from mail.transport.secret import Secret

FOUND = {
    "state": SetupState.FOUND,
    "trust": "A",
    "imap_host": "imap.fjord.example",
    "imap_username": "anna@fjord.example",
    "smtp_host": "smtp.fjord.example",
    "smtp_username": "anna@fjord.example",
}


def attempt(user: User, **fields: object) -> SetupAttempt:
    return SetupAttempt.objects.create(user=user, address=user.email, **{**FOUND, **fields})


def test_the_first_click_on_inbox_opens_the_wizard(annas: Client) -> None:
    answer = annas.get("/inbox/", follow=True)
    assert "Set up email account" in answer.content.decode()


def test_the_address_of_the_own_card_is_already_typed(annas: Client) -> None:
    assert 'value="anna@fjord.example"' in annas.get("/setup/").content.decode()


def test_a_malformed_address_is_said_to_be_one_and_kept(annas: Client) -> None:
    answer = annas.post("/setup/address/", {"address": "anna(at)fjord"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "does not look like name@company.com" in page
    assert 'value="anna(at)fjord"' in page


def test_another_address_than_the_cards_first_can_be_mended_in_one_click(
    annas: Client, anna: User
) -> None:
    page = annas.get("/setup/own-address/", {"address": "sales@fjord.example"}).content.decode()
    assert "The first address on your card is anna@fjord.example" in page
    annas.post("/setup/own-address/", {"address": "sales@fjord.example"})
    anna.own_card.refresh_from_db()
    assert anna.own_card.primary_address == "sales@fjord.example"


def test_a_wrong_password_focuses_the_password_and_leaves_the_servers_folded(
    annas: Client, anna: User
) -> None:
    attempt(anna, state=SetupState.FAILED, problem_code=Code.AUTH_FAILED, problem_service="imap")
    page = annas.get("/setup/").content.decode()
    assert "The user name or password was not accepted" in page
    assert 'name="imap_host"' not in page
    assert "autofocus" in page.partition('name="password"')[2].partition(">")[0]


@pytest.mark.parametrize(
    ("code", "service", "field"),
    [
        (Code.HOST_UNRESOLVED, "imap", "imap_host"),
        (Code.REFUSED, "smtp", "smtp_port"),
        (Code.TLS_NAME_MISMATCH, "imap", "imap_host"),
        (Code.STARTTLS_MISSING, "smtp", "smtp_security"),
    ],
)
def test_a_server_problem_opens_advanced_settings_at_the_faulty_field(
    annas: Client, anna: User, code: Code, service: str, field: str
) -> None:
    attempt(anna, state=SetupState.FAILED, problem_code=code, problem_service=service)
    page = annas.get("/setup/").content.decode()
    tag = next(part for part in page.split("<") if f'name="{field}"' in part)
    assert 'value="imap.fjord.example"' in page
    assert 'aria-invalid="true"' in tag
    assert "autofocus" in tag


def test_a_host_of_another_domain_asks_before_the_password(annas: Client, anna: User) -> None:
    row = attempt(anna, trust="C", imap_host="mail.hoster.example")
    assert "Is this the right server?" in annas.get("/setup/").content.decode()
    annas.post("/setup/confirm/", {"shown": row.shown_as})
    assert 'name="password"' in annas.get("/setup/").content.decode()


def test_a_password_is_never_taken_before_a_foreign_host_is_confirmed(
    annas: Client, anna: User
) -> None:
    row = attempt(anna, trust="C")
    annas.post("/setup/password/", {"password": "hemmelig", "shown": row.shown_as})
    row.refresh_from_db()
    assert row.sealed_imap == ""


def test_the_handed_in_password_is_sealed_and_not_on_the_page(annas: Client, anna: User) -> None:
    row = attempt(anna)
    annas.post("/setup/password/", {"password": "hemmelig-9", "shown": row.shown_as})
    row.refresh_from_db()
    assert row.sealed_imap.startswith("v1.")
    assert "hemmelig-9" not in row.sealed_imap
    assert "hemmelig-9" not in annas.get("/setup/").content.decode()


def test_leaving_and_coming_back_restores_the_step(annas: Client, anna: User) -> None:
    attempt(anna)
    annas.get("/people/")
    assert "imap.fjord.example" in annas.get("/setup/").content.decode()


def test_a_decided_attempt_holds_no_secret(anna: User) -> None:
    row = attempt(anna)
    setup.hand_in_password(row, Secret("hemmelig"))
    signing_in._finish(row, SetupState.FAILED, MailError(Code.TIMEOUT), "imap")
    row.refresh_from_db()
    assert (row.sealed_imap, row.sealed_smtp) == ("", "")


def test_advanced_settings_name_each_missing_field(annas: Client, anna: User) -> None:
    attempt(anna, state=SetupState.NOT_FOUND)
    answer = annas.post("/setup/advanced/", {"imap_host": "", "imap_port": "0"})
    page = answer.content.decode()
    assert "Type the name of the server." in page
    assert "The port is a number from 1 to 65535." in page


@pytest.mark.parametrize("state", [SetupState.FINDING, SetupState.SIGNING_IN])
def test_advanced_settings_can_be_opened_while_the_wizard_is_busy(
    annas: Client, anna: User, state: SetupState
) -> None:
    row = attempt(anna, state=state, sealed_imap="v1.sealed", sealed_smtp="v1.sealed")
    assert 'href="/setup/advanced/"' in annas.get("/setup/").content.decode()

    page = annas.get("/setup/advanced/", follow=True).content.decode()

    row.refresh_from_db()
    assert 'name="imap_host"' in page
    assert not row.is_busy
    assert row.sealed_imap == ""


def test_a_sign_in_that_was_left_for_advanced_settings_connects_nothing(
    annas: Client, anna: User
) -> None:
    row = attempt(anna)
    setup.hand_in_password(row, Secret("hemmelig"))
    as_the_worker_read_it = SetupAttempt.objects.get(pk=row.pk)
    annas.get("/setup/advanced/")

    secrets = dict.fromkeys(Service, Secret("hemmelig"))
    signing_in._connect(as_the_worker_read_it, secrets, None)

    assert not anna.email_accounts.exists()


@pytest.mark.parametrize(
    ("hint", "method", "words"),
    [
        ("app_password_google", "app_password", "Switch on 2-Step Verification"),
        ("enable_imap", "password", "At Fjordpost, IMAP must be switched on"),
        ("", "app_password", "Fjordpost needs an app password here"),
        ("", "oauth", "Fjordpost no longer accepts passwords"),
    ],
)
def test_what_the_provider_wants_is_said_beside_the_password(
    annas: Client, anna: User, hint: str, method: str, words: str
) -> None:
    attempt(anna, provider="Fjordpost", hint=hint, method=method)
    assert words in annas.get("/setup/").content.decode()


def test_the_steps_at_the_provider_stand_beside_the_password(annas: Client, anna: User) -> None:
    attempt(anna, provider="Gmail", hint="app_password_google", method="app_password")
    page = annas.get("/setup/").content.decode()
    assert "<li>Sign in at myaccount.google.com.</li>" in page
    assert 'href="https://support.google.com/accounts/answer/185833?hl=en"' in page


def test_every_hint_of_the_provider_table_has_its_sentence() -> None:
    silent = {Hint.NONE}
    assert all(hints.sentence(hint, "", "Fjordpost") for hint in Hint if hint not in silent)


def test_a_password_goes_to_the_servers_that_its_page_showed(annas: Client, anna: User) -> None:
    shown = attempt(anna).shown_as
    elsewhere = setup.start_attempt(anna, "anna@harbour.example")
    other = {**FOUND, "imap_host": "imap.harbour.example", "imap_username": "anna"}
    SetupAttempt.objects.filter(pk=elsewhere.pk).update(**other)
    annas.post("/setup/password/", {"password": "hemmelig", "shown": shown})
    elsewhere.refresh_from_db()
    assert (elsewhere.state, elsewhere.sealed_imap) == (SetupState.FOUND, "")


def test_a_yes_is_for_the_host_that_its_page_showed(annas: Client, anna: User) -> None:
    row = attempt(anna, trust="C", imap_host="mail.hoster.example")
    shown = row.shown_as
    SetupAttempt.objects.filter(pk=row.pk).update(imap_host="mail.another.example")
    annas.post("/setup/confirm/", {"shown": shown})
    row.refresh_from_db()
    assert not row.confirmed


@pytest.mark.parametrize("step", ["password", "confirm"])
def test_the_page_says_what_it_showed(annas: Client, anna: User, step: str) -> None:
    row = attempt(anna, trust="C" if step == "confirm" else "A")
    assert f'name="shown" value="{row.shown_as}"' in annas.get("/setup/").content.decode()


def test_advanced_settings_sent_twice_are_tried_once(annas: Client, anna: User) -> None:
    row = attempt(anna)
    typed = {f"{s}_{c}": getattr(row, f"{s}_{c}") for s in Service for c in _COLUMNS}
    for password in ("hemmelig", "hemmelig"):
        annas.post("/setup/advanced/", {**typed, "imap_password": password})
        if not row.sealed_imap:
            row.refresh_from_db()
            assert row.sealed_imap
    first = row.sealed_imap
    row.refresh_from_db()
    assert row.sealed_imap == first


_COLUMNS = ("host", "port", "security", "username")
