"""What was found for a domain, remembered for the next colleague of the same company.

Only successes are kept, and nothing about a person: user names are kept as the rule that makes
them. A sign-in that does not reach the servers makes the domain forgotten.
"""

from __future__ import annotations

from typing import Any

from django.core.cache import cache

from mail.core.address import domain_of, parse_addr_spec
from mail.core.discovery.result import (
    Candidate,
    Discovery,
    Method,
    Outcome,
    Source,
    Trust,
    UsernameRule,
    username_for,
)
from mail.core.endpoint import Endpoint, Login, Security, Service
from mail.core.errors import MailError

OWN_WORD_S = 24 * 3600
"""Seconds that what a domain says itself is believed; what rests on the DNS is for an hour."""

DNS_WORD_S = 3600
CANDIDATES_LIMIT = 4
_INSTANT = frozenset({Source.PRESET, Source.PROVIDER_TABLE})
_RULES: tuple[UsernameRule, ...] = ("address", "local_part")


def remembered(address: str) -> Discovery | None:
    """What was found lately for the domain of *address*, as if it had been found for it."""
    try:
        spec = parse_addr_spec(address)
    except MailError:
        return None
    kept = cache.get(_key(domain_of(spec)))
    if not kept:
        return None
    candidates = tuple(_candidate(one, spec) for one in kept)
    provider = candidates[0].provider
    return Discovery(spec, Outcome.FOUND, candidates=candidates, provider=provider)


def remember(found: Discovery) -> None:
    candidates = found.candidates[:CANDIDATES_LIMIT]
    if not candidates or candidates[0].source in _INSTANT or found.suggestion:
        return
    kept = [_kept(candidate, found.address) for candidate in candidates]
    whole = [one for one in kept if one is not None]
    if len(whole) == len(kept):
        lifetime_s = OWN_WORD_S if candidates[0].trust is Trust.A else DNS_WORD_S
        cache.set(_key(domain_of(found.address)), whole, lifetime_s)


def forget(domain: str) -> None:
    cache.delete(_key(domain))


def _key(domain: str) -> str:
    return f"found-servers:{domain}"


def _kept(candidate: Candidate, address: str) -> dict[str, Any] | None:
    logins = [_kept_login(login, address) for login in (candidate.imap, candidate.smtp)]
    if None in logins:
        return None  # a name that only this person has
    return {
        "logins": logins,
        "source": candidate.source.value,
        "trust": candidate.trust.value,
        "provider": candidate.provider,
        "method": candidate.method.value,
        "hint": str(candidate.hint_code),
        "issuer": candidate.oauth_issuer,
    }


def _kept_login(login: Login, address: str) -> list[Any] | None:
    rules = [rule for rule in _RULES if username_for(rule, address) == login.username]
    endpoint = login.endpoint
    where = [endpoint.service.value, endpoint.host, endpoint.port, endpoint.security.value]
    return [*where, rules[0]] if rules else None


def _candidate(kept: dict[str, Any], address: str) -> Candidate:
    imap, smtp = (_login(login, address) for login in kept["logins"])
    return Candidate(
        imap,
        smtp,
        Source(kept["source"]),
        Trust(kept["trust"]),
        kept["provider"],
        Method(kept["method"]),
        kept["hint"],
        kept["issuer"],
    )


def _login(kept: list[Any], address: str) -> Login:
    service, host, port, security, rule = kept
    endpoint = Endpoint(Service(service), host, port, Security(security))
    return Login(endpoint, username_for(rule, address))
