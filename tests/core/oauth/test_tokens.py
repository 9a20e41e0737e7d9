"""What is sent to a token endpoint, and every answer it may give."""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from urllib.parse import parse_qs

import pytest

from mail.core.errors import Code
from mail.core.oauth.problems import OAuthError
from mail.core.oauth.provider import ClientAuth
from mail.core.oauth.tokens import (
    LIFETIME_WHEN_UNSAID,
    Client,
    Tokens,
    check_scopes,
    code_request,
    read_tokens,
    refresh_request,
)
from mail.core.secret import Secret

CLIENT = Client("our id", Secret("our & secret"))


def answer(**fields: object) -> Tokens:
    body = {"access_token": "a", "token_type": "Bearer", **fields}
    return read_tokens(200, json.dumps(body).encode(), subject="Fjord")


def refused(status: int, body: bytes) -> OAuthError:
    with pytest.raises(OAuthError) as refusal:
        read_tokens(status, body, subject="Fjord")
    return refusal.value


def test_the_secret_is_shown_in_the_form_or_in_the_header() -> None:
    form = parse_qs(code_request(CLIENT, "c", Secret("v"), "https://crm.example/").body.decode())
    assert form["client_secret"] == ["our & secret"]
    assert form["code_verifier"] == ["v"]
    basic = Client("our id", Secret("our & secret"), ClientAuth.BASIC)
    request = refresh_request(basic, Secret("r"))
    pair = base64.b64decode(dict(request.headers)["Authorization"].removeprefix("Basic "))
    assert pair == b"our%20id:our%20%26%20secret"
    assert b"client_secret" not in request.body


def test_a_public_client_names_itself_and_shows_no_secret() -> None:
    form = parse_qs(refresh_request(Client("id", Secret("")), Secret("r")).body.decode())
    assert form == {"grant_type": ["refresh_token"], "refresh_token": ["r"], "client_id": ["id"]}


@pytest.mark.parametrize(
    ("told", "lifetime"),
    [
        (3600, timedelta(hours=1)),
        ("3599", timedelta(seconds=3599)),
        (5, timedelta(seconds=30)),
        (10**9, timedelta(days=365)),
        (-1, LIFETIME_WHEN_UNSAID),
        (None, LIFETIME_WHEN_UNSAID),
        (True, LIFETIME_WHEN_UNSAID),
        ("soon", LIFETIME_WHEN_UNSAID),
        (1e400, LIFETIME_WHEN_UNSAID),
    ],
)
def test_any_lifetime_is_made_sense_of(told: object, lifetime: timedelta) -> None:
    assert answer(expires_in=told).lifetime == lifetime


def test_it_is_renewed_five_minutes_before_or_at_half_of_a_short_life() -> None:
    assert answer(expires_in=3600).refresh_after == timedelta(minutes=55)
    assert answer(expires_in=120).refresh_after == timedelta(minutes=1)


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (400, b'{"error":"invalid_grant"}', Code.OAUTH_RECONNECT),
        (400, b'{"error":"interaction_required"}', Code.OAUTH_INTERACTION),
        (400, b'{"error":"consent_required"}', Code.OAUTH_CONSENT),
        (401, b'{"error":"invalid_client"}', Code.OAUTH_APP_BROKEN),
        (400, b'{"error":"unauthorized_client"}', Code.OAUTH_APP_BROKEN),
        (400, b'{"error":"temporarily_unavailable"}', Code.OAUTH_TEMPORARY),
        (429, b'{"error":"invalid_grant"}', Code.OAUTH_TEMPORARY),
        (503, b"<html>", Code.OAUTH_TEMPORARY),
        (400, b"<html>", Code.PROTOCOL),
        (400, b'{"error":{"a":1}}', Code.PROTOCOL),
        (200, b'{"error":"invalid_grant"}', Code.OAUTH_RECONNECT),
        (200, b'{"token_type":"Bearer"}', Code.PROTOCOL),
        (200, b'{"access_token":"a","token_type":"mac"}', Code.PROTOCOL),
        (200, b'{"access_token":"a\\nb","token_type":"Bearer"}', Code.PROTOCOL),
        (200, b'{"access_token":["a"]}', Code.PROTOCOL),
        (200, b"[" * 100_000, Code.PROTOCOL),
        (200, b"\xff", Code.PROTOCOL),
        (302, b"", Code.PROTOCOL),
    ],
)
def test_every_refusal_has_a_code(status: int, body: bytes, code: Code) -> None:
    assert refused(status, body).code is code


def test_the_description_is_for_the_log_and_only_its_numbers() -> None:
    body = json.dumps(
        {
            "error": "invalid_grant",
            "error_description": "AADSTS700082: token refresh-123 of anna@fjord.example expired",
        }
    )
    problem = refused(400, body.encode())
    assert problem.numbers == ("AADSTS700082",)
    assert problem.server_said == "invalid_grant"


def test_an_error_that_we_do_not_know_is_not_repeated() -> None:
    assert refused(400, b'{"error":"refresh-123"}').server_said == ""


@pytest.mark.parametrize("scopes", [None, "MAIL openid", "mail"])
def test_granted_scopes_are_compared_without_case(scopes: str | None) -> None:
    check_scopes(answer(scope=scopes), ("mail",), subject="Fjord")


def test_a_missing_scope_is_named() -> None:
    with pytest.raises(OAuthError) as refusal:
        check_scopes(answer(scope="openid"), ("mail",), subject="Fjord")
    assert (refusal.value.code, refusal.value.server_said) == (Code.OAUTH_SCOPE, "mail")


def test_tokens_do_not_show_themselves() -> None:
    tokens = answer(access_token="canary-a", refresh_token="canary-r", id_token="canary-i")
    assert "canary" not in repr(tokens)
