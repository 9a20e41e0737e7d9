"""Providers that we know by name: their servers, and what they want to see at sign-in.

A domain of theirs is answered without asking anybody. A domain of somebody else whose MX lies at
one of them is answered too: the list is closed, so a forged DNS answer could only lead to another
provider on it, over a verified connection.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from itertools import product

from mail.core.discovery.host_suffix import bare_host, by_longest_suffix
from mail.core.discovery.provider import Hint, Provider, Servers
from mail.core.discovery.result import Candidate, Source, Trust, username_for
from mail.core.discovery.table import FAMILIES, NOT_EXCHANGERS, PROVIDERS
from mail.core.endpoint import Login

__all__ = ["PROVIDERS", "Hint", "Provider", "Servers", "domain_candidate", "further_candidates"]
__all__ += ["mx_candidate", "provider_for_domain", "provider_for_mx", "providers_named"]


def provider_for_domain(domain: str) -> Provider | None:
    """The provider that gives away addresses at *domain*, or at domains below one of its own."""
    return _by_domain().get(domain) or by_longest_suffix(domain, _by_domain())


def providers_named(name: str) -> tuple[Provider, ...]:
    """All that bear *name*: some providers have several sets of servers."""
    return _by_name().get(name, ())


def provider_for_mx(host: str) -> Provider | None:
    """The provider that runs the mail exchanger *host*.

    A rule for whole names goes before one for suffixes; of those, the longest decides.
    """
    host = bare_host(host)
    if host.endswith(NOT_EXCHANGERS):
        return None
    for pattern, provider in _by_pattern():
        if pattern.fullmatch(host):
            return provider
    members = (family.member(host) for family in FAMILIES)
    member = next((provider for provider in members if provider), None)
    return member or by_longest_suffix(host, _by_suffix())


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
    hint = provider.hint if provider.mx_hint is None else provider.mx_hint
    return Candidate(
        imap=Login(servers.imap, address),
        smtp=Login(servers.smtp, address),
        source=Source.MX,
        trust=Trust.B,
        provider=provider.name,
        method=hint.method,
        hint_code=hint,
    )


def further_candidates(provider: Provider, first: Candidate) -> tuple[Candidate, ...]:
    """What else to try at *provider* when a server of *first* is not reached, best first."""
    servers = provider.servers
    if servers is None:
        return ()
    imaps = (servers.imap, *servers.imap_others)
    smtps = (servers.smtp, *servers.smtp_others)
    pairs = list(product(imaps, smtps))[1:]
    return tuple(_with_servers(first, Servers(imap, smtp)) for imap, smtp in pairs)


def _with_servers(first: Candidate, servers: Servers) -> Candidate:
    return Candidate(
        imap=Login(servers.imap, first.imap.username),
        smtp=Login(servers.smtp, first.smtp.username),
        source=first.source,
        trust=first.trust,
        provider=first.provider,
        method=first.method,
        hint_code=first.hint_code,
    )


@cache
def _by_domain() -> Mapping[str, Provider]:
    return {domain: provider for provider in PROVIDERS for domain in provider.domains}


@cache
def _by_name() -> Mapping[str, tuple[Provider, ...]]:
    names = {provider.name for provider in PROVIDERS}
    return {name: tuple(one for one in PROVIDERS if one.name == name) for name in names}


@cache
def _by_suffix() -> Mapping[str, Provider]:
    return {suffix: provider for provider in PROVIDERS for suffix in provider.mx_suffixes}


@cache
def _by_pattern() -> tuple[tuple[re.Pattern[str], Provider], ...]:
    return tuple(
        (re.compile(re.escape(pattern).replace(r"\*", "[a-z0-9-]*")), provider)
        for provider in PROVIDERS
        for pattern in provider.mx_patterns
    )
