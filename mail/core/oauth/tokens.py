"""The token endpoint: what is sent (RFC 6749 §4.1.3, §6; RFC 7009) and what comes back (§5)."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import quote, urlencode

from mail.core.errors import Code
from mail.core.oauth.problems import OAuthError, refusal
from mail.core.oauth.provider import ClientAuth
from mail.core.secret import Secret

LIFETIME_WHEN_UNSAID = timedelta(hours=1)
SHORTEST, LONGEST = timedelta(seconds=30), timedelta(days=365)
REFRESH_BEFORE = timedelta(minutes=5)
TOKEN_LIMIT = 16 * 1024
"""Characters of one token. Microsoft's are about 2,500 long."""


@dataclass(frozen=True, slots=True)
class Client:
    """The application as the administrator registered it. The secret is empty for a public one."""

    client_id: str
    secret: Secret
    auth: ClientAuth = ClientAuth.POST


@dataclass(frozen=True, slots=True)
class Tokens:
    """``refresh`` is None when the one that was sent stays; ``scopes`` is None when the server
    granted what was asked for; ``id_token`` is for :mod:`mail.core.oauth.identity`."""

    access: Secret
    refresh: Secret | None
    lifetime: timedelta
    scopes: frozenset[str] | None = None
    id_token: Secret | None = None

    @property
    def refresh_after(self) -> timedelta:
        """When to ask for the next one: five minutes before the end, or at half of a short life."""
        return self.lifetime - min(REFRESH_BEFORE, self.lifetime / 2)


@dataclass(frozen=True, slots=True)
class FormRequest:
    body: bytes
    headers: tuple[tuple[str, str], ...]


def code_request(client: Client, code: str, verifier: Secret, redirect_uri: str) -> FormRequest:
    fields = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": redirect_uri,
        "code_verifier": verifier.reveal(),
    }
    return _request(client, fields)


def refresh_request(client: Client, refresh: Secret) -> FormRequest:
    fields = {"grant_type": "refresh_token", "refresh_token": refresh.reveal()}
    return _request(client, fields)


def revocation_request(client: Client, token: Secret) -> FormRequest:
    """RFC 7009 §2.1: with the refresh token the whole grant goes."""
    return _request(client, {"token": token.reveal(), "token_type_hint": "refresh_token"})


def _request(client: Client, fields: Mapping[str, str]) -> FormRequest:
    headers: tuple[tuple[str, str], ...] = (("Accept", "application/json"),)
    secret = client.secret.reveal()
    if secret and client.auth is ClientAuth.BASIC:
        # RFC 6749 §2.3.1: both are form-encoded first.
        pair = f"{quote(client.client_id, safe='')}:{quote(secret, safe='')}"
        headers += (("Authorization", f"Basic {base64.b64encode(pair.encode()).decode()}"),)
        return FormRequest(urlencode(fields).encode(), headers)
    own = {"client_id": client.client_id} | ({"client_secret": secret} if secret else {})
    return FormRequest(urlencode({**fields, **own}).encode(), headers)


def read_tokens(status: int, body: bytes, *, subject: str) -> Tokens:
    """The reply of the token endpoint, *subject* being its name. Raises OAuthError.

    OAUTH_TEMPORARY for 429 and 5xx whatever they say; PROTOCOL for what is no reply at all.
    """
    told = read_object(body)
    if status != 200:
        said = told or {}
        raise refusal(
            said.get("error"), said.get("error_description"), subject=subject, status=status
        )
    if told is None:
        raise OAuthError(Code.PROTOCOL, subject=subject)
    if "error" in told:  # with 200, against the standard
        raise refusal(told["error"], told.get("error_description"), subject=subject)
    access = _token(told, "access_token")
    if access is None or str(told.get("token_type", "bearer")).lower() != "bearer":
        raise OAuthError(Code.PROTOCOL, subject=subject)
    return Tokens(
        access=access,
        refresh=_token(told, "refresh_token"),
        lifetime=_lifetime(told.get("expires_in")),
        scopes=_scopes(told.get("scope")),
        id_token=_token(told, "id_token"),
    )


def check_scopes(tokens: Tokens, needed: tuple[str, ...], *, subject: str) -> None:
    """Whether the person ticked everything. Raises OAuthError(OAUTH_SCOPE)."""
    if tokens.scopes is None:
        return
    granted = {scope.casefold() for scope in tokens.scopes}
    if missing := [scope for scope in needed if scope.casefold() not in granted]:
        raise OAuthError(Code.OAUTH_SCOPE, " ".join(missing), subject=subject)


def read_object(body: bytes) -> dict[str, Any] | None:
    """A JSON object, or None for anything else."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return told if isinstance(told, dict) else None


def _token(told: Mapping[str, Any], name: str) -> Secret | None:
    value = told.get(name)
    if not isinstance(value, str) or not 0 < len(value) <= TOKEN_LIMIT:
        return None
    # RFC 6749 appendix A.12: printable ASCII.
    return Secret(value) if value.isascii() and value.isprintable() else None


def _lifetime(told: object) -> timedelta:
    # Some servers write the number as text.
    if isinstance(told, str) and told.isdecimal() and len(told) < 12:
        told = int(told)
    if not isinstance(told, int | float) or isinstance(told, bool) or not 0 < told < 1e10:
        return LIFETIME_WHEN_UNSAID
    return max(SHORTEST, min(timedelta(seconds=float(told)), LONGEST))


def _scopes(told: object) -> frozenset[str] | None:
    return frozenset(told.split()) if isinstance(told, str) and told.strip() else None
