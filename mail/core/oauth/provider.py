"""What we know about one authorisation server, as a value."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from mail.core.oauth.sasl import STANDARD_FIRST, Mechanism

GENERIC = "generic"
"""The key of a server that is known by its issuer alone (RFC 8414)."""

TENANT = "{tenant}"


class ClientAuth(StrEnum):
    """How the application shows its secret at the token endpoint (RFC 6749 §2.3.1)."""

    POST = "client_secret_post"
    BASIC = "client_secret_basic"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class OAuthProvider:
    """``issuer`` is what RFC 9207 wants to see in the answer; empty where the server tells none.

    ``scopes`` are asked for, ``mail_scopes`` must be among those granted. ``mail_hosts`` are the
    only servers that a token may go to: names, or suffixes that begin with a dot.
    """

    key: str
    name: str
    authorize_url: str
    token_url: str
    scopes: tuple[str, ...]
    mail_scopes: tuple[str, ...] = ()
    mail_hosts: tuple[str, ...] = ()
    issuer: str = ""
    names_issuer: bool = False
    revoke_url: str = ""
    userinfo_url: str = ""
    parameters: tuple[tuple[str, str], ...] = ()
    mechanisms: tuple[Mechanism, ...] = STANDARD_FIRST
    client_auth: ClientAuth = ClientAuth.POST
    takes_passwords: bool = True

    def for_tenant(self, tenant: str) -> OAuthProvider:
        """The endpoints of one organisation, where the provider has them apart."""
        return replace(
            self,
            authorize_url=self.authorize_url.replace(TENANT, tenant),
            token_url=self.token_url.replace(TENANT, tenant),
        )

    @property
    def has_tenants(self) -> bool:
        return TENANT in self.token_url


def is_among(host: str, mail_hosts: tuple[str, ...]) -> bool:
    """Whether a token for *mail_hosts* may go to *host*."""
    name = host.lower().rstrip(".")
    return any(
        name.endswith(known) if known.startswith(".") else name == known for known in mail_hosts
    )
