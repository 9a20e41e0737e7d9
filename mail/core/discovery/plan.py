"""What to look up for an address, in which order of trust, and when to stop waiting.

    known ──▶ answered without the network
    first_lookups ──▶ MX ──▶ lookups_after_mx
                 └──(nothing yet)──▶ guess_lookups

Nothing here involves a credential.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from mail.core.address import domain_of
from mail.core.discovery.guesses import guess_hosts, is_likelier
from mail.core.discovery.presets import Preset, preset_candidate
from mail.core.discovery.providers import domain_candidate, provider_for_domain
from mail.core.discovery.records import MxRecord
from mail.core.discovery.result import Candidate, Source
from mail.core.discovery.trust import registrable_domain
from mail.core.endpoint import Login, Service
from mail.core.errors import Code, MailError

PATIENCE_S = 1.5
"""Seconds that a better source is still waited for once a lower one has answered."""

GUESS_AFTER_S = 1.5
"""Seconds after which guessing begins although other sources have not answered yet."""


class LookupKind(StrEnum):
    MX = "mx"
    SRV = "srv"
    FILE = "file"  # an autoconfig file at an https address
    ISPDB = "ispdb"
    PROBE = "probe"


@dataclass(frozen=True, slots=True)
class Lookup:
    """One question to the network: ``target`` is an address, a domain or, for PROBE, a host."""

    kind: LookupKind
    source: Source
    target: str
    service: Service | None = None


def known(address: str, presets: Mapping[str, Preset]) -> Candidate | None:
    """The answer that needs no network. Raises MailError(PROVIDER_NO_IMAP)."""
    domain = domain_of(address)
    preset = presets.get(domain)
    if preset:
        return preset_candidate(preset, address)
    provider = provider_for_domain(domain)
    if provider is None:
        return None
    candidate = domain_candidate(provider, address)
    if candidate is None:
        raise MailError(Code.PROVIDER_NO_IMAP, subject=provider.name)
    return candidate


def first_lookups(domain: str, *, ask_ispdb: bool) -> tuple[Lookup, ...]:
    """What to ask at once, all in parallel. Addresses: draft-ietf-mailmaint-autoconfig §3."""
    lookups = (
        Lookup(LookupKind.MX, Source.MX, domain),
        Lookup(LookupKind.SRV, Source.SRV, domain),
        Lookup(LookupKind.FILE, Source.AUTOCONFIG, _autoconfig_url(domain)),
        Lookup(
            LookupKind.FILE,
            Source.WELL_KNOWN,
            f"https://{domain}/.well-known/autoconfig/mail/config-v1.1.xml",
        ),
    )
    ispdb = (Lookup(LookupKind.ISPDB, Source.ISPDB, domain),) if ask_ispdb else ()
    return lookups + ispdb


def lookups_after_mx(
    domain: str, records: Iterable[MxRecord], *, ask_ispdb: bool
) -> tuple[Lookup, ...]:
    """What the operator of the preferred mail exchanger may say about its customers."""
    host = next((record.host for record in records if record.host), "")
    parents = dict.fromkeys((host.partition(".")[2], registrable_domain(host) if host else ""))
    lookups: list[Lookup] = []
    for parent in parents:
        if "." not in parent or parent == domain:
            continue
        lookups.append(Lookup(LookupKind.FILE, Source.MX, _autoconfig_url(parent)))
        if ask_ispdb:
            lookups.append(Lookup(LookupKind.ISPDB, Source.MX, parent))
    return tuple(lookups)


def guess_lookups(domain: str, records: Iterable[MxRecord]) -> tuple[Lookup, ...]:
    mx_hosts = [record.host for record in records]
    return tuple(
        Lookup(LookupKind.PROBE, Source.GUESS, host, service)
        for service in Service
        for host in guess_hosts(service, domain, mx_hosts)
    )


def choose(candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """Best first: by source, then by trust, then in the order found; the same pair only once."""
    best: dict[tuple[Login, Login], Candidate] = {}
    for candidate in sorted(candidates, key=lambda found: (found.source.rank, found.trust)):
        best.setdefault((candidate.imap, candidate.smtp), candidate)
    return tuple(best.values())


def may_be_beaten(best: Candidate, pending: Iterable[Lookup]) -> bool:
    """Whether one of the *pending* lookups could bring something better than *best*."""
    return any(
        lookup.source.rank < best.source.rank or _is_likelier(lookup, best) for lookup in pending
    )


def _is_likelier(lookup: Lookup, best: Candidate) -> bool:
    """Whether *lookup* probes a likelier host than the one that *best* was guessed with."""
    if best.source is not Source.GUESS or lookup.service is None:
        return False
    login = best.imap if lookup.service is Service.IMAP else best.smtp
    domain = domain_of(login.username)
    return is_likelier(lookup.service, domain, lookup.target, login.endpoint.host)


def _autoconfig_url(domain: str) -> str:
    return f"https://autoconfig.{domain}/mail/config-v1.1.xml"
