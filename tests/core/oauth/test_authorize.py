"""The way to the provider's page, what comes back, and who came back."""

from __future__ import annotations

import base64
import json
from urllib.parse import parse_qs, urlsplit

import pytest

from mail.core.errors import Code
from mail.core.oauth.authorize import Journey, authorize_url, challenge_of, read_answer
from mail.core.oauth.identity import addresses_in_id_token, check_identity
from mail.core.oauth.metadata import (
    Metadata,
    generic_provider,
    metadata_from,
    metadata_urls,
    read_metadata,
)
from mail.core.oauth.problems import OAuthError
from mail.core.oauth.provider import OAuthProvider, is_among
from mail.core.oauth.providers import GOOGLE, MICROSOFT, PROVIDERS, provider_for_host
from mail.core.secret import Secret

ISSUER = "https://login.example.com"
DOCUMENT = {
    "issuer": ISSUER,
    "authorization_endpoint": f"{ISSUER}/authorize",
    "token_endpoint": f"{ISSUER}/token",
    "code_challenge_methods_supported": ["plain", "S256"],
}


def asked(provider: OAuthProvider) -> dict[str, list[str]]:
    journey = Journey("id", "https://crm.example/back/", "st", Secret("v" * 43), "a@fjord.example")
    return parse_qs(urlsplit(authorize_url(provider, journey)).query)


def test_the_challenge_of_rfc_7636_appendix_b() -> None:
    verifier = Secret("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
    assert challenge_of(verifier) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


@pytest.mark.parametrize("provider", PROVIDERS.values(), ids=PROVIDERS)
def test_every_provider_is_asked_with_state_and_pkce(provider: OAuthProvider) -> None:
    fields = asked(provider)
    assert fields["state"] == ["st"]
    assert fields["code_challenge_method"] == ["S256"]
    assert fields["login_hint"] == ["a@fjord.example"]
    assert set(provider.mail_scopes) <= set(fields["scope"][0].split())


def test_google_is_asked_for_a_refresh_token_every_time() -> None:
    assert (asked(GOOGLE)["access_type"], asked(GOOGLE)["prompt"]) == (["offline"], ["consent"])


def test_a_tenant_has_endpoints_of_its_own() -> None:
    ours = MICROSOFT.for_tenant("fjord.example")
    assert "/fjord.example/oauth2/" in ours.token_url
    assert MICROSOFT.has_tenants and not ours.has_tenants


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ({"error": "access_denied"}, Code.OAUTH_CONSENT),
        ({"error": "access_denied", "code": "c"}, Code.OAUTH_CONSENT),
        ({"error": "server_error"}, Code.OAUTH_TEMPORARY),
        ({"error": "redirect_uri_mismatch"}, Code.OAUTH_APP_BROKEN),
        ({"code": "c", "iss": "https://evil.example"}, Code.PROTOCOL),
        ({"code": "c", "iss": ""}, Code.PROTOCOL),
        ({"code": ""}, Code.PROTOCOL),
        ({"code": "c" * 5000}, Code.PROTOCOL),
        ({"code": "c\x00"}, Code.PROTOCOL),
        ({}, Code.PROTOCOL),
    ],
)
def test_what_is_no_code_is_told_apart(answer: dict[str, str], code: Code) -> None:
    with pytest.raises(OAuthError) as refusal:
        read_answer(GOOGLE, answer)
    assert refusal.value.code is code


def test_a_code_is_taken_from_its_issuer() -> None:
    assert read_answer(GOOGLE, {"code": "c", "iss": "https://accounts.google.com"}) == "c"
    assert read_answer(GOOGLE, {"code": "c"}) == "c"
    assert read_answer(MICROSOFT, {"code": "c", "iss": "whatever"}) == "c"


def test_a_server_that_names_itself_must_do_so_each_time() -> None:
    told = {**DOCUMENT, "authorization_response_iss_parameter_supported": True}
    metadata = read_metadata(json.dumps(told).encode(), ISSUER)
    provider = generic_provider(metadata, name="X", scopes=(), mail_hosts=())
    with pytest.raises(OAuthError):
        read_answer(provider, {"code": "c"})


def id_token(**claims: object) -> Secret:
    payload = base64.urlsafe_b64encode(json.dumps({"aud": "id", **claims}).encode()).decode()
    return Secret(f"e30.{payload.rstrip('=')}.c2ln")


@pytest.mark.parametrize(
    ("token", "told"),
    [
        (id_token(email="a@fjord.example"), ("a@fjord.example",)),
        (id_token(email="a@x.example", upn="b@x.example"), ("a@x.example", "b@x.example")),
        (id_token(aud=["other", "id"], email="a@x.example"), ("a@x.example",)),
        (id_token(aud="other", email="a@x.example"), ()),
        (id_token(email="no address", preferred_username=7), ()),
        (Secret("not.base64!.x"), ()),
        (Secret("a.b"), ()),
        (None, ()),
    ],
)
def test_who_signed_in_is_read_from_the_claims(token: Secret | None, told: tuple[str, ...]) -> None:
    assert addresses_in_id_token(token, "id") == told


def test_one_of_the_addresses_must_be_the_typed_one() -> None:
    check_identity(("b@x.example", "Anna@Fjord.example"), "anna@fjord.example", subject="X")
    check_identity((), "anna@fjord.example", subject="X")
    with pytest.raises(OAuthError) as refusal:
        check_identity(("ola@fjord.example",), "anna@fjord.example", subject="X")
    assert refusal.value.subject == "ola@fjord.example"


def test_metadata_is_looked_for_in_both_places() -> None:
    assert metadata_urls("https://a.example/tenant") == (
        "https://a.example/.well-known/oauth-authorization-server/tenant",
        "https://a.example/tenant/.well-known/openid-configuration",
    )


def test_metadata_survives_the_database() -> None:
    metadata = read_metadata(json.dumps(DOCUMENT).encode(), ISSUER)
    stored = json.loads(json.dumps(metadata.as_json()))
    assert metadata_from(stored) == metadata
    assert isinstance(metadata, Metadata)


@pytest.mark.parametrize(
    "change",
    [
        {"issuer": "https://evil.example"},
        {"token_endpoint": "http://login.example.com/token"},
        {"token_endpoint": "javascript:alert(1)"},
        {"authorization_endpoint": "https://login.example.com/a b"},
        {"authorization_endpoint": 7},
        {"code_challenge_methods_supported": ["plain"]},
        {"code_challenge_methods_supported": None},
    ],
)
def test_metadata_that_leads_elsewhere_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(OAuthError):
        read_metadata(json.dumps({**DOCUMENT, **change}).encode(), ISSUER)


@pytest.mark.parametrize(
    ("host", "known"),
    [
        ("imap.gmail.com", "google"),
        ("Outlook.Office365.com.", "microsoft"),
        ("imap.yandex.com", "yandex"),
        ("imap.gmail.com.evil.example", None),
        ("evilyandex.com", None),
    ],
)
def test_a_provider_is_known_by_its_mail_servers(host: str, known: str | None) -> None:
    found = provider_for_host(host)
    assert (found.key if found else None) == known


def test_a_suffix_stands_for_hosts_below_it() -> None:
    assert is_among("imap.yandex.ru", (".yandex.ru",))
    assert not is_among("yandex.ru.evil.example", (".yandex.ru",))
