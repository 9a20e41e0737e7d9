"""Two-step verification, from the switch to the sign-in that asks for the code."""

from __future__ import annotations

import json
import re
from unittest.mock import patch

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client

from accounts.two_step import unseal_for
from crm_inbox.models import User
from mail.core.errors import MailError
from tests.conftest import PASSWORD

ON, OFF, CODES = "/options/two-step/on/", "/options/two-step/off/", "/options/two-step/codes/"
SIGN_IN = {"login": "anna", "password": PASSWORD}


@pytest.fixture(autouse=True)
def nothing_counted(db: None) -> None:
    cache.clear()


def code_now(secret: str, *, steps: int = 0) -> str:
    """What an app shows, or shows so many half minutes later."""
    counter = list(auth.yield_hotp_counters_from_time())[1]
    return auth.format_hotp_value(auth.hotp_value(secret, counter + steps))


def confirm(client: Client, target: str) -> None:
    client.post(f"/accounts/confirm/?next={target}", {"password": PASSWORD, "next": target})


def secret_on(page: str) -> str:
    found = re.search(r'class="secret"><code[^>]*>([A-Z2-7]+)<', page)
    assert found
    return found.group(1)


def switch_on(client: Client) -> str:
    """Through the pages; returns the secret that the app would keep."""
    confirm(client, ON)
    secret = secret_on(client.get(ON).content.decode())
    answer = client.post(ON, {"code": code_now(secret, steps=-1)})
    assert answer["Location"] == CODES
    return secret


def codes_on(client: Client) -> list[str]:
    return re.findall(r"<li><code[^>]*>(\d{8})</code>", client.get(CODES).content.decode())


def begin_sign_in() -> Client:
    client = Client()
    assert client.post("/accounts/login/", SIGN_IN)["Location"] == "/accounts/login/code/"
    return client


def is_signed_in(client: Client) -> bool:
    return client.get("/options/").status_code == 200


def test_before_anything_changes_the_password_is_asked_for(annas: Client) -> None:
    assert annas.get(ON)["Location"].startswith("/accounts/confirm/")
    page = annas.post(f"/accounts/confirm/?next={ON}", {"password": "guess"}).content.decode()
    assert "This is not your password. Type it again." in page
    assert annas.get(ON).status_code == 302


def test_the_secret_is_shown_as_a_picture_and_as_text(annas: Client) -> None:
    confirm(annas, ON)
    answer = annas.get(ON)
    page = answer.content.decode()
    assert 'src="data:image/svg+xml;base64,' in page
    assert f"secret={secret_on(page)}" in page
    assert "img-src 'self' data:" in answer["Content-Security-Policy"]


def test_signing_in_asks_for_the_code(annas: Client) -> None:
    secret = switch_on(annas)
    client = begin_sign_in()
    assert not is_signed_in(client)
    answer = client.post("/accounts/login/code/", {"code": code_now(secret)})
    assert answer["Location"] == "/inbox/"
    assert is_signed_in(client)


def test_a_wrong_code_is_refused_at_its_field(annas: Client) -> None:
    secret = switch_on(annas)
    client = begin_sign_in()
    wrong = f"{(int(code_now(secret)) + 1) % 1_000_000:06}"
    page = client.post("/accounts/login/code/", {"code": wrong}).content.decode()
    assert "This code is not right." in page.partition('class="field__error"')[2]
    assert not is_signed_in(client)


def test_a_code_counts_once_for_as_long_as_it_is_valid(annas: Client) -> None:
    secret = switch_on(annas)
    code = code_now(secret)
    begin_sign_in().post("/accounts/login/code/", {"code": code})
    # allauth forgets a used code after one step; the clock's tolerance keeps it valid for three.
    cache.delete(f"allauth.mfa.totp.used?user={Authenticator.objects.first().user_id}&code={code}")  # type: ignore[union-attr]
    thief = begin_sign_in()
    thief.post("/accounts/login/code/", {"code": code})
    assert not is_signed_in(thief)


def test_guessing_codes_is_stopped_with_a_sentence(annas: Client) -> None:
    secret = switch_on(annas)
    client = begin_sign_in()
    for _number in range(5):
        client.post("/accounts/login/code/", {"code": "000000"})
    page = client.post("/accounts/login/code/", {"code": code_now(secret)}).content.decode()
    assert "Too many attempts. Wait five minutes, then try again." in page
    assert not is_signed_in(client)


def test_guessing_passwords_is_stopped_with_a_sentence(anna: User) -> None:
    client = Client()
    for number in range(5):
        page = client.post("/accounts/login/", {"login": "anna", "password": f"guess {number}"})
        assert "The user name or the password is not right." in page.content.decode()
    stopped = client.post("/accounts/login/", SIGN_IN).content.decode()
    assert "Too many attempts. Wait five minutes, then try again." in stopped
    assert not is_signed_in(client)


def test_recovery_codes_are_shown_once_and_can_be_kept(annas: Client) -> None:
    switch_on(annas)
    page = annas.get(CODES).content.decode()
    codes = re.findall(r"<li><code[^>]*>(\d{8})</code>", page)
    assert len(codes) == 10
    assert f'href="data:text/plain;charset=utf-8,{codes[0]}%0D%0A' in page
    again = annas.get(CODES).content.decode()
    assert not any(code in again for code in codes)
    assert "not shown again" in again


def test_a_recovery_code_works_once(annas: Client) -> None:
    switch_on(annas)
    code = codes_on(annas)[3]
    first, second = begin_sign_in(), begin_sign_in()
    first.post("/accounts/login/code/", {"code": code})
    second.post("/accounts/login/code/", {"code": code})
    assert is_signed_in(first)
    assert not is_signed_in(second)
    assert "9 codes are left." in annas.get("/options/two-step/").content.decode()


def test_new_recovery_codes_replace_the_old_ones(annas: Client) -> None:
    switch_on(annas)
    old = codes_on(annas)
    annas.post("/options/two-step/codes/new/")
    new = codes_on(annas)
    assert len(new) == 10
    assert not set(new) & set(old)
    client = begin_sign_in()
    client.post("/accounts/login/code/", {"code": old[0]})
    assert not is_signed_in(client)


def test_switched_off_the_password_is_enough_again(annas: Client) -> None:
    switch_on(annas)
    page = annas.post(OFF, follow=True).content.decode()
    assert "Two-step verification is off." in page
    assert not Authenticator.objects.exists()
    client = Client()
    client.post("/accounts/login/", SIGN_IN)
    assert is_signed_in(client)


def test_a_session_that_was_left_open_cannot_switch_it_off(annas: Client) -> None:
    switch_on(annas)
    with patch("time.time", return_value=2_000_000_000.0):
        assert annas.post(OFF)["Location"].startswith("/accounts/confirm/")
    assert Authenticator.objects.filter(type="totp").exists()


def test_secrets_are_sealed_in_the_database(annas: Client, anna: User) -> None:
    secret = switch_on(annas)
    kept = {row["type"]: row["data"] for row in Authenticator.objects.values("type", "data")}
    assert kept["totp"]["secret"].startswith("v1.k1.")
    assert kept["recovery_codes"]["seed"].startswith("v1.k1.")
    assert secret not in json.dumps(kept)
    assert unseal_for(anna.pk, kept["totp"]["secret"]) == secret


def test_before_it_is_switched_on_the_session_keeps_the_secret_sealed(annas: Client) -> None:
    confirm(annas, ON)
    secret = secret_on(annas.get(ON).content.decode())
    annas.post(ON, {"code": "000000"})
    for session in Session.objects.all():
        assert secret not in json.dumps(session.get_decoded())
    assert annas.post(ON, {"code": code_now(secret)}).status_code == 302


def test_a_sealed_secret_does_not_open_for_another_user(annas: Client, ole: User) -> None:
    secret = switch_on(annas)
    row = Authenticator.objects.get(type="totp")
    Authenticator.objects.create(user=ole, type="totp", data=dict(row.data))
    with pytest.raises(MailError):
        Authenticator.objects.get(user=ole).wrap().validate_code(code_now(secret))


def test_without_the_key_the_code_page_says_whom_to_ask(annas: Client, settings: object) -> None:
    secret = switch_on(annas)
    client = begin_sign_in()
    settings.CREDENTIAL_KEYS = (("k2", bytes(32)),)  # type: ignore[attr-defined]
    page = client.post("/accounts/login/code/", {"code": code_now(secret)}).content.decode()
    assert "Ask your administrator to switch it off for you." in page


def test_the_overview_says_whether_it_is_on(annas: Client) -> None:
    assert "Switch on" in annas.get("/options/two-step/").content.decode()
    switch_on(annas)
    page = annas.get("/options/two-step/").content.decode()
    assert "On since" in page
    assert "10 codes are left." in page


def test_oles_switch_is_not_annas(annas: Client, oles: Client) -> None:
    switch_on(annas)
    assert "Switch on" in oles.get("/options/two-step/").content.decode()
    assert oles.get(OFF).status_code == 404
