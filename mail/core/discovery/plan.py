"""What to look up for an address, in which order of trust, and when to stop waiting.

    known ──▶ answered without the network
    first_lookups ──▶ MX ──▶ lookups_after_mx
         │ (nothing yet)
         └──▶ late_lookups ──▶ guessed endpoints

Nothing here involves a credential.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from mail.core.address import domain_of
from mail.core.discovery.guesses import guess_endpoints, likelihood
from mail.core.discovery.mail_flow import forwarder_for_mx, gateway_for_mx
from mail.core.discovery.mta_sts import mta_sts_url
from mail.core.discovery.pacc import pacc_url
from mail.core.discovery.presets import Preset, preset_candidate
from mail.core.discovery.providers import (
    domain_candidate,
    further_candidates,
    provider_for_domain,
)
from mail.core.discovery.records import MxRecord
from mail.core.discovery.result import Candidate, Source
from mail.core.discovery.trust import registrable_domain
from mail.core.endpoint import Endpoint, Service
from mail.core.errors import Code, MailError

PATIENCE_S = 1.5
"""Seconds that a better source is still waited for once a lower one has answered."""

LISTED_PATIENCE_S = 1.0
"""The same once a provider of our own list is known to receive the domain's email: three round
trips, which a file takes longer than an MX, over 250 ms each."""

PROBE_PATIENCE_S = 1.0
"""Seconds that the probe of what a good source names is waited for, when nothing else is open."""

LATE_AFTER_S = 0.6
"""Seconds after which the rarer sources are asked although others have not answered yet."""

GUESS_AFTER_S = 0.8
"""Seconds after which guessing begins although other sources have not answered yet."""


BY_MX = frozenset({Source.MX_AUTOCONFIG, Source.MX_ISPDB})
"""What rests on the DNS naming the right mail exchanger, and on no list of ours."""


class LookupKind(StrEnum):
    MX = "mx"
    SRV = "srv"
    PACC = "pacc"
    FILE = "file"  # an autoconfig file at an https address
    ISPDB = "ispdb"
    NAMES = "names"  # which of the usual host names resolve
    AUTODISCOVER = "autodiscover"
    MAILCONF = "mailconf"
    GATEWAY = "gateway"  # whose customer a domain behind a mail filter is
    MTA_STS = "mta_sts"
    PROBE = "probe"  # does a server answer as it should?


@dataclass(frozen=True, slots=True)
class Lookup:
    """One question to the network: ``target`` is an address, a domain or, for PROBE, a server."""

    kind: LookupKind
    source: Source
    target: str
    endpoint: Endpoint | None = None


def known(address: str, presets: Mapping[str, Preset]) -> tuple[Candidate, ...]:
    """The answer that needs no network, best first. Raises MailError(PROVIDER_NO_IMAP)."""
    domain = domain_of(address)
    preset = presets.get(domain)
    if preset:
        return (preset_candidate(preset, address),)
    provider = provider_for_domain(domain)
    if provider is None:
        return ()
    candidate = domain_candidate(provider, address)
    if candidate is None:
        raise MailError(Code.PROVIDER_NO_IMAP, subject=provider.name)
    return (candidate, *further_candidates(provider, candidate))


def first_lookups(domain: str, *, ask_ispdb: bool) -> tuple[Lookup, ...]:
    """What to ask at once, all in parallel. Addresses: draft-ietf-mailmaint-autoconfig §3."""
    lookups = (
        Lookup(LookupKind.MX, Source.MX, domain),
        Lookup(LookupKind.SRV, Source.SRV, domain),
        Lookup(LookupKind.PACC, Source.PACC, pacc_url(domain)),
        Lookup(LookupKind.FILE, Source.AUTOCONFIG, _autoconfig_url(domain)),
        Lookup(
            LookupKind.FILE,
            Source.WELL_KNOWN,
            f"https://{domain}/.well-known/autoconfig/mail/config-v1.1.xml",
        ),
        Lookup(LookupKind.NAMES, Source.GUESS, domain),
    )
    ispdb = (Lookup(LookupKind.ISPDB, Source.ISPDB, domain),) if ask_ispdb else ()
    return lookups + ispdb


def lookups_after_mx(
    domain: str, records: Iterable[MxRecord], *, ask_ispdb: bool
) -> tuple[Lookup, ...]:
    """What the operator of the preferred mail exchanger may say about its customers."""
    host = next((record.host for record in records if record.host), "")
    if hides_mailbox(host):
        return (gateway_lookup(domain),)
    parents = dict.fromkeys((host.partition(".")[2], registrable_domain(host) if host else ""))
    lookups: list[Lookup] = []
    for parent in parents:
        if "." not in parent or parent == domain:
            continue
        lookups.append(Lookup(LookupKind.FILE, Source.MX_AUTOCONFIG, _autoconfig_url(parent)))
        if ask_ispdb:
            lookups.append(Lookup(LookupKind.ISPDB, Source.MX_ISPDB, parent))
    if lookups:
        lookups.append(Lookup(LookupKind.MTA_STS, Source.MX_ISPDB, mta_sts_url(domain)))
    return tuple(lookups)


def hides_mailbox(mx_host: str) -> bool:
    """Whether *mx_host* only filters or forwards, so that it says nothing about the mailbox."""
    return bool(gateway_for_mx(mx_host) or forwarder_for_mx(mx_host))


def gateway_lookup(domain: str) -> Lookup:
    return Lookup(LookupKind.GATEWAY, Source.GATEWAY, domain)


def late_lookups(domain: str) -> tuple[Lookup, ...]:
    """The rarer sources, asked when the better ones have nothing to say."""
    return (
        Lookup(LookupKind.AUTODISCOVER, Source.AUTODISCOVER, domain),
        Lookup(LookupKind.MAILCONF, Source.MAILCONF, domain),
        gateway_lookup(domain),
    )


def guess_lookups(domain: str, mx_hosts: Sequence[str]) -> tuple[Lookup, ...]:
    """A probe of each server that may be there, likeliest first."""
    return tuple(
        probe_lookup(endpoint, Source.GUESS) for endpoint in guess_endpoints(domain, mx_hosts)
    )


def may_beat(lookup: Lookup, best: Candidate, mx_hosts: Sequence[str]) -> bool:
    """Whether the answer to *lookup* could bring something better than *best*."""
    if lookup.kind is LookupKind.NAMES:
        return False
    if lookup.kind is LookupKind.MTA_STS:  # brings nothing itself, but may save a question
        return best.source in BY_MX and best.trust.needs_confirmation
    return lookup.source.rank < best.source.rank or _is_likelier(lookup, best, mx_hosts)


def _is_likelier(lookup: Lookup, best: Candidate, mx_hosts: Sequence[str]) -> bool:
    """Whether *lookup* probes a likelier server than the one that *best* was guessed with."""
    if best.source is not Source.GUESS or lookup.endpoint is None:
        return False
    login = best.imap if lookup.endpoint.service is Service.IMAP else best.smtp
    domain = domain_of(login.username)
    probed, guessed = lookup.endpoint, login.endpoint
    return likelihood(probed, domain, mx_hosts) < likelihood(guessed, domain, mx_hosts)


def probe_lookup(endpoint: Endpoint, source: Source) -> Lookup:
    return Lookup(LookupKind.PROBE, source, f"{endpoint.service} {endpoint}", endpoint)


def _autoconfig_url(domain: str) -> str:
    return f"https://autoconfig.{domain}/mail/config-v1.1.xml"
