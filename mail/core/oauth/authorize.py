"""The way to the provider's page and back (RFC 6749 §4.1, RFC 7636, RFC 9207)."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from mail.core.errors import Code
from mail.core.oauth.problems import OAuthError, refusal
from mail.core.oauth.provider import OAuthProvider
from mail.core.secret import Secret

CODE_LIMIT = 4096


@dataclass(frozen=True, slots=True)
class Journey:
    """One trip to the provider: who asks, for whom, and how the answer is known again."""

    client_id: str
    redirect_uri: str
    state: str
    verifier: Secret
    login_hint: str = ""


def challenge_of(verifier: Secret) -> str:
    """RFC 7636 §4.2, method S256."""
    digest = hashlib.sha256(verifier.reveal().encode("ascii")).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def authorize_url(provider: OAuthProvider, journey: Journey) -> str:
    fields = {
        "response_type": "code",
        "client_id": journey.client_id,
        "redirect_uri": journey.redirect_uri,
        "scope": " ".join(provider.scopes),
        "state": journey.state,
        "code_challenge": challenge_of(journey.verifier),
        "code_challenge_method": "S256",
        **dict(provider.parameters),
    }
    if journey.login_hint:
        fields["login_hint"] = journey.login_hint
    # RFC 6749 §3.1: a query that the endpoint has stays.
    joint = "&" if urlsplit(provider.authorize_url).query else "?"
    return f"{provider.authorize_url}{joint}{urlencode(fields)}"


def read_answer(provider: OAuthProvider, answer: Mapping[str, str]) -> str:
    """The code in what came back, whose ``state`` has been checked. Raises OAuthError.

    An answer that names another issuer is another server's, mixed up on the way or on purpose:
    its code must go nowhere (RFC 9207 §2.4).
    """
    issuer = answer.get("iss")
    is_due = provider.issuer and (issuer is not None or provider.names_issuer)
    if is_due and issuer != provider.issuer:
        raise OAuthError(Code.PROTOCOL, "another issuer", subject=provider.name)
    if "error" in answer:
        description = answer.get("error_description")
        raise refusal(answer["error"], description, subject=provider.name)
    code = answer.get("code", "")
    if not 0 < len(code) <= CODE_LIMIT or not code.isprintable():
        raise OAuthError(Code.PROTOCOL, "no code", subject=provider.name)
    return code
