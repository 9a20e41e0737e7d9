"""Providers that we know by name: their servers, and what they want to see at sign-in.

A domain of theirs is answered without asking anybody. A domain of somebody else whose MX lies at
one of them is answered too: the list is closed, so a forged DNS answer could only lead to another
provider on it, over a verified connection.
"""

from __future__ import annotations

from functools import cache

from mail.core.discovery.provider import Hint, Provider, Servers
from mail.core.discovery.provider_table import PROVIDERS
from mail.core.discovery.result import Candidate, Source, Trust, username_for
from mail.core.endpoint import Login

__all__ = ["PROVIDERS", "Hint", "Provider", "Servers", "domain_candidate", "mx_candidate"]
__all__ += ["provider_for_domain", "provider_for_mx"]


def provider_for_domain(domain: str) -> Provider | None:
    return _by_domain().get(domain)


def provider_for_mx(host: str) -> Provider | None:
    """The provider that runs the mail exchanger *host*; the longest suffix decides."""
    labels = host.lower().split(".")
    for start in range(len(labels)):
        provider = _by_mx().get("." + ".".join(labels[start:]))
        if provider:
            return provider
    return None


def domain_candidate(provider: Provider, address: str) -> Candidate | None:
    """The provider's servers for an address of its own; None where programs are not let in."""
    servers = provider.servers
    if servers is None:
        return None
    return Candidate(
        imap=Login(servers.imap, username_for(servers.imap_username, address)),
        smtp=Login(servers.smtp, username_for(servers.smtp_username, address)),
        source=Source.PROVIDER_TABLE,
        trust=Trust.A,
        provider=provider.name,
        method=provider.method,
        hint_code=provider.hint,
    )


def mx_candidate(provider: Provider, address: str) -> Candidate | None:
    """The provider's servers for somebody's own domain; the user name is the whole address."""
    servers = provider.servers
    if servers is None:
        return None
    return Candidate(
        imap=Login(servers.imap, address),
        smtp=Login(servers.smtp, address),
        source=Source.MX,
        trust=Trust.B,
        provider=provider.name,
        method=provider.method,
        hint_code=provider.hint if provider.mx_hint is None else provider.mx_hint,
    )


@cache
def _by_domain() -> dict[str, Provider]:
    return {domain: provider for provider in PROVIDERS for domain in provider.domains}


@cache
def _by_mx() -> dict[str, Provider]:
    return {suffix: provider for provider in PROVIDERS for suffix in provider.mx_suffixes}
