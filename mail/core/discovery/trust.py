"""Whom a found pair of servers rests on, and what that is worth.

Host names are compared by registrable domain, the part that somebody had to buy; the list of
public suffixes is the one bundled with tldextract, never a fetched one.
"""

from __future__ import annotations

from functools import cache, lru_cache

import tldextract

from mail.core.discovery.result import Source, Trust


def trust_of(domain: str, source: Source, hosts: tuple[str, ...]) -> Trust:
    """The tier of *hosts* found for *domain* by *source*, when no closed list vouches for them.

    A host inside the domain's own registrable domain is as good as the domain: its certificate
    is checked for that name, and a forger of DNS answers cannot get one.
    """
    if source in _VOUCHED or all(same_owner(domain, host) for host in hosts):
        return Trust.A
    return Trust.C


_VOUCHED = frozenset(
    {Source.PRESET, Source.PROVIDER_TABLE, Source.AUTOCONFIG, Source.WELL_KNOWN, Source.ISPDB}
)


def same_owner(domain: str, host: str) -> bool:
    """Whether *host* lies in the registrable domain of *domain*."""
    owner = registrable_domain(domain)
    return host == owner or host.endswith("." + owner)


def registrable_domain(host: str) -> str:
    """``firma.co.uk`` for ``mail.firma.co.uk``; *host* itself when it is a public suffix.

    Domains under which strangers get names (``github.io``) count as suffixes. A top-level
    domain that the list does not know counts as one too (publicsuffix.org, the rule ``*``).
    """
    parts = _extractor()(host)
    if not parts.suffix:
        return ".".join(host.split(".")[-2:])
    return parts.top_domain_under_public_suffix or host


@lru_cache(maxsize=1_024)
def is_public_suffix(ending: str) -> bool:
    """Whether strangers can register domains under *ending*, like ``dk`` and ``co.uk``."""
    parts = _extractor()(ending)
    return bool(parts.suffix) and parts.suffix == ending


@cache
def _extractor() -> tldextract.TLDExtract:
    return tldextract.TLDExtract(
        cache_dir=None, suffix_list_urls=(), include_psl_private_domains=True
    )
