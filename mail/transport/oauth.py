"""Talking to an authorisation server: over https only, through the address guard, within a time.

Nothing here retries: a refresh token may be good for one use, and who may try again is for the
caller to decide.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from urllib.parse import urlsplit

from mail.core.errors import Code, MailError
from mail.core.oauth import tokens
from mail.core.oauth.identity import addresses_in
from mail.core.oauth.metadata import Metadata, metadata_urls, read_metadata
from mail.core.oauth.problems import OAuthError
from mail.core.oauth.provider import OAuthProvider
from mail.core.oauth.tokens import Client, FormRequest, Tokens
from mail.core.secret import Secret
from mail.transport import http_fetch
from mail.transport.http_fetch import FetchResult
from mail.transport.policy import Policy

FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Server:
    """A provider, our registration there, and the way through the network."""

    provider: OAuthProvider
    client: Client
    policy: Policy


def exchange_code(
    server: Server, code: str, verifier: Secret, redirect_uri: str, *, timeout_s: float
) -> Tokens:
    """Raises OAuthError, or MailError for what the network does."""
    request = tokens.code_request(server.client, code, verifier, redirect_uri)
    return _tokens(server, request, timeout_s)


def refresh(server: Server, token: Secret, *, timeout_s: float) -> Tokens:
    """New tokens; afterwards the old refresh token may be void. Raises as exchange_code."""
    return _tokens(server, tokens.refresh_request(server.client, token), timeout_s)


def revoke(server: Server, token: Secret, *, timeout_s: float) -> None:
    """RFC 7009: an unknown token counts as revoked. Raises MailError; nothing where the server
    has no such place."""
    if not server.provider.revoke_url:
        return
    request = tokens.revocation_request(server.client, token)
    result = _post(server.provider.revoke_url, server, request, timeout_s)
    if result.status == 429 or result.status >= 500:
        raise OAuthError(Code.OAUTH_TEMPORARY, subject=server.provider.name)


def userinfo(server: Server, token: Secret, *, timeout_s: float) -> tuple[str, ...]:
    """Addresses of the signed-in account; empty when the server tells none. Raises MailError."""
    if not server.provider.userinfo_url:
        return ()
    headers = (("Authorization", f"Bearer {token.reveal()}"), ("Accept", "application/json"))
    result = http_fetch.post(
        server.provider.userinfo_url,
        server.policy,
        body=b"",
        content_type=FORM,
        timeout_s=timeout_s,
        headers=headers,
    )
    told = tokens.read_object(result.body) if result.status == 200 else None
    return addresses_in(told or {})


def fetch_metadata(issuer: str, policy: Policy, *, timeout_s: float) -> Metadata:
    """What *issuer* says of itself, from the first of its two places that has it.

    Raises MailError; of two refusals the one that is nearer to an answer.
    """
    ends_at = time.monotonic() + timeout_s
    problem: MailError = OAuthError(Code.PROTOCOL, "no metadata", subject=issuer)
    for url in metadata_urls(issuer):
        left_s = max(0.01, ends_at - time.monotonic())
        result = http_fetch.get(url, policy, timeout_s=left_s)
        if result.status != 200 or result.redirects:
            continue  # RFC 8414 §3.2; a redirect would be another's word for this issuer
        try:
            return read_metadata(result.body, issuer)
        except OAuthError as found:
            problem = found
    raise problem


def _tokens(server: Server, request: FormRequest, timeout_s: float) -> Tokens:
    result = _post(server.provider.token_url, server, request, timeout_s)
    return tokens.read_tokens(result.status, result.body, subject=server.provider.name)


def _post(url: str, server: Server, request: FormRequest, timeout_s: float) -> FetchResult:
    try:
        return http_fetch.post(
            url,
            server.policy,
            body=request.body,
            content_type=FORM,
            timeout_s=timeout_s,
            headers=request.headers,
        )
    except MailError as problem:
        # The address of the endpoint may hold more than its host; nobody needs more.
        raise MailError(
            problem.code, problem.server_said, subject=urlsplit(url).hostname or ""
        ) from None
