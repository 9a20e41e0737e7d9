"""Who signed in at the provider, where it tells: OpenID Connect's claims.

The token comes straight from the token endpoint over verified TLS, which OpenID Connect Core
§3.1.3.7 (6) takes for the proof; its signature is not looked at and it is used for nothing but
telling a person that they signed in with another address.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Mapping
from typing import Any

from mail.core.address import address_key
from mail.core.errors import Code
from mail.core.oauth.problems import OAuthError
from mail.core.oauth.tokens import read_object
from mail.core.secret import Secret

_CLAIMS = ("email", "preferred_username", "upn", "default_email")


def addresses_in_id_token(id_token: Secret | None, client_id: str) -> tuple[str, ...]:
    """Addresses that the signed-in account goes by; empty when it cannot be said."""
    if id_token is None:
        return ()
    claims = _payload(id_token.reveal())
    audience = claims.get("aud")
    meant = audience if isinstance(audience, list) else [audience]
    return addresses_in(claims) if client_id in meant else ()


def addresses_in(claims: Mapping[str, Any]) -> tuple[str, ...]:
    """The same in the answer of a userinfo endpoint."""
    told = (claims.get(name) for name in _CLAIMS)
    return tuple(
        dict.fromkeys(value for value in told if isinstance(value, str) and _is_address(value))
    )


def check_identity(told: Iterable[str], typed: str, *, subject: str) -> None:
    """Raises OAuthError(OAUTH_WRONG_ACCOUNT) when all that was told is another address."""
    addresses = tuple(told)
    if addresses and address_key(typed) not in map(address_key, addresses):
        raise OAuthError(Code.OAUTH_WRONG_ACCOUNT, subject=addresses[0] or subject)


def _is_address(value: str) -> bool:
    local, at, domain = value.rpartition("@")
    return bool(local and at and domain) and len(value) <= 254 and value.isprintable()


def _payload(id_token: str) -> dict[str, Any]:
    parts = id_token.split(".")
    if len(parts) != 3:
        return {}
    try:
        return read_object(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4))) or {}
    except (ValueError, binascii.Error):
        return {}
