"""What an authorisation server says of itself (RFC 8414), read into a provider."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlsplit

from mail.core.errors import Code
from mail.core.oauth.problems import OAuthError
from mail.core.oauth.provider import GENERIC, ClientAuth, OAuthProvider
from mail.core.oauth.tokens import read_object

USUAL_SCOPES = ("openid", "email", "offline_access")
"""Asked for where the administrator named none and the server knows them."""

_URL_LIMIT = 1000


@dataclass(frozen=True, slots=True)
class Metadata:
    """The part that we use, each URL https or empty."""

    issuer: str
    authorize_url: str
    token_url: str
    revoke_url: str = ""
    userinfo_url: str = ""
    names_issuer: bool = False
    client_auth: str = ClientAuth.BASIC.value
    scopes: tuple[str, ...] = ()

    def as_json(self) -> dict[str, object]:
        return asdict(self)


def metadata_urls(issuer: str) -> tuple[str, str]:
    """Where the document may be: RFC 8414 §3.1 first, then OpenID Connect's place."""
    parts = urlsplit(issuer)
    origin, path = f"{parts.scheme}://{parts.netloc}", parts.path.rstrip("/")
    return (
        f"{origin}/.well-known/oauth-authorization-server{path}",
        f"{origin}{path}/.well-known/openid-configuration",
    )


def read_metadata(body: bytes, issuer: str) -> Metadata:
    """Raises OAuthError(PROTOCOL) for a document that is none, is another issuer's (§3.3), or
    belongs to a server without PKCE by S256."""
    told = read_object(body)
    if told is None or told.get("issuer") != issuer:
        raise OAuthError(Code.PROTOCOL, "not this issuer's", subject=issuer)
    methods = told.get("code_challenge_methods_supported")
    if not isinstance(methods, list) or "S256" not in methods:
        raise OAuthError(Code.PROTOCOL, "no PKCE", subject=issuer)
    metadata = Metadata(
        issuer=issuer,
        authorize_url=_url(told, "authorization_endpoint"),
        token_url=_url(told, "token_endpoint"),
        revoke_url=_url(told, "revocation_endpoint"),
        userinfo_url=_url(told, "userinfo_endpoint"),
        names_issuer=told.get("authorization_response_iss_parameter_supported") is True,
        client_auth=_client_auth(told.get("token_endpoint_auth_methods_supported")).value,
        scopes=_usual(told.get("scopes_supported")),
    )
    if not metadata.authorize_url or not metadata.token_url:
        raise OAuthError(Code.PROTOCOL, "no endpoints", subject=issuer)
    return metadata


def metadata_from(told: Mapping[str, Any]) -> Metadata:
    """What :meth:`Metadata.as_json` wrote."""
    return Metadata(**{**told, "scopes": tuple(told.get("scopes", ()))})


def generic_provider(
    metadata: Metadata, *, name: str, scopes: tuple[str, ...], mail_hosts: tuple[str, ...]
) -> OAuthProvider:
    """A server that is known by its issuer alone; *scopes* are the administrator's."""
    asked = scopes or metadata.scopes
    return OAuthProvider(
        key=GENERIC,
        name=name,
        authorize_url=metadata.authorize_url,
        token_url=metadata.token_url,
        revoke_url=metadata.revoke_url,
        userinfo_url=metadata.userinfo_url,
        issuer=metadata.issuer,
        names_issuer=metadata.names_issuer,
        client_auth=ClientAuth(metadata.client_auth),
        scopes=asked,
        mail_scopes=tuple(scope for scope in scopes if scope not in USUAL_SCOPES),
        mail_hosts=mail_hosts,
    )


def _url(told: Mapping[str, Any], name: str) -> str:
    value = told.get(name)
    if not isinstance(value, str) or len(value) > _URL_LIMIT or not value.isascii():
        return ""
    try:
        parts = urlsplit(value)
    except ValueError:
        return ""
    good = parts.scheme == "https" and parts.hostname and not parts.fragment
    return value if good and value.isprintable() and " " not in value else ""


def _client_auth(told: object) -> ClientAuth:
    # RFC 8414 §2: left out, it means client_secret_basic.
    methods = told if isinstance(told, list) else [ClientAuth.BASIC.value]
    wanted = (ClientAuth.POST, ClientAuth.BASIC, ClientAuth.NONE)
    return next((method for method in wanted if method.value in methods), ClientAuth.POST)


def _usual(told: object) -> tuple[str, ...]:
    if not isinstance(told, list):
        return ()
    return tuple(scope for scope in USUAL_SCOPES if scope in told)
