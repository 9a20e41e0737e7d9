"""Answering one :class:`Lookup` of a discovery. No credential is involved."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from mail.core.address import domain_of
from mail.core.discovery.autoconfig import BODY_LIMIT, Autoconfig, parse_autoconfig
from mail.core.discovery.guesses import guess_endpoints
from mail.core.discovery.plan import Lookup, LookupKind
from mail.core.discovery.providers import mx_candidate, provider_for_mx
from mail.core.discovery.records import MxRecord, SrvRecord
from mail.core.discovery.result import Candidate, Source
from mail.core.discovery.srv import srv_endpoints, srv_names
from mail.core.discovery.trust import trust_of
from mail.core.endpoint import Endpoint, Login, Service
from mail.core.errors import Code, MailError
from mail.transport import dns_lookup, http_fetch
from mail.transport.policy import Policy
from mail.transport.probe import probe

DNS_S = 3.0
FETCH_S = 3.0
PROBE_S = 2.5
"""Seconds for one question to the DNS, one file and one server."""

SRV_TRIES = 2
"""Endpoints of one service that are tried: a primary server and its stand-in."""

DIRECTORY_FILES_LIMIT = 2_000
_WHOLE_HOST = frozenset({Code.HOST_UNRESOLVED, Code.DNS_FAILED, Code.BLOCKED_PRIVATE})


@dataclass(frozen=True, slots=True)
class Finding:
    """What one lookup brought. ``takes_mail`` is False where the DNS names no way to deliver."""

    candidates: tuple[Candidate, ...] = ()
    mx: tuple[MxRecord, ...] = ()
    endpoint: Endpoint | None = None
    takes_mail: bool = True

    def __bool__(self) -> bool:
        return bool(self.candidates or self.mx or self.endpoint)


def answer(lookup: Lookup, address: str, policy: Policy, *, timeout_s: float) -> Finding:
    """Ask the network what *lookup* wants to know about *address*.

    An empty finding means "nothing there". Raises MailError for everything that went wrong, and
    for what settles the matter: DOMAIN_UNKNOWN, DOMAIN_NO_MAIL, PROVIDER_NO_IMAP.
    """
    if lookup.kind is LookupKind.MX:
        return _mx(lookup.target, address, policy, min(DNS_S, timeout_s))
    if lookup.kind is LookupKind.SRV:
        return _srv(lookup.target, address, policy, timeout_s)
    if lookup.kind is LookupKind.PROBE:
        return _probe(lookup, policy, timeout_s)
    if lookup.kind is LookupKind.ISPDB:
        body = _ispdb(lookup.target, policy, min(FETCH_S, timeout_s))
    else:
        body = _fetch(lookup.target, policy, min(FETCH_S, timeout_s))
    return Finding(_from_file(parse_autoconfig(body, address), lookup.source, address))


def _mx(domain: str, address: str, policy: Policy, timeout_s: float) -> Finding:
    try:
        records = dns_lookup.mx(domain, policy, timeout_s)
    except MailError as error:
        if error.code is Code.HOST_UNRESOLVED:
            raise MailError(Code.DOMAIN_UNKNOWN, subject=domain) from error
        raise
    if records and not any(record.host for record in records):
        raise MailError(Code.DOMAIN_NO_MAIL, subject=domain)  # null MX, RFC 7505
    if not records:
        # Without an MX the address record is where mail goes (RFC 5321 §5.1).
        return Finding(takes_mail=bool(dns_lookup.addresses(domain, policy, timeout_s)))
    provider = provider_for_mx(next(record.host for record in records if record.host))
    if provider is None:
        return Finding(mx=records)
    candidate = mx_candidate(provider, address)
    if candidate is None:
        raise MailError(Code.PROVIDER_NO_IMAP, subject=provider.name)
    return Finding((candidate,), mx=records)


def _srv(domain: str, address: str, policy: Policy, timeout_s: float) -> Finding:
    records: list[SrvRecord] = []
    for name in srv_names(domain):
        try:
            records += dns_lookup.srv(name, policy, min(DNS_S, timeout_s))
        except MailError as error:
            if error.code is not Code.HOST_UNRESOLVED:
                raise
    imap = srv_endpoints(Service.IMAP, records)[:SRV_TRIES]
    smtp = srv_endpoints(Service.SMTP, records)[:SRV_TRIES]
    if not imap or not smtp:
        return Finding()
    probe_s = min(PROBE_S, timeout_s)
    pair = (_first_reached(imap, policy, probe_s), _first_reached(smtp, policy, probe_s))
    trust = trust_of(domain, Source.SRV, tuple(endpoint.host for endpoint in pair))
    logins = [Login(endpoint, address) for endpoint in pair]
    return Finding((Candidate(logins[0], logins[1], Source.SRV, trust),))


def _probe(lookup: Lookup, policy: Policy, timeout_s: float) -> Finding:
    service = lookup.service or Service.IMAP
    endpoints = guess_endpoints(service, lookup.target)
    return Finding(endpoint=_first_reached(endpoints, policy, min(PROBE_S, timeout_s)))


def _first_reached(endpoints: tuple[Endpoint, ...], policy: Policy, timeout_s: float) -> Endpoint:
    """The first that answers as it should. Raises the MailError of the first that does not."""
    problems: list[MailError] = []
    for endpoint in endpoints:
        try:
            probe(endpoint, policy, timeout_s=timeout_s)
        except MailError as error:
            problems.append(error)
            if error.code in _WHOLE_HOST:
                break
        else:
            return endpoint
    raise problems[0]


def _fetch(url: str, policy: Policy, timeout_s: float) -> bytes:
    result = http_fetch.get(url, policy, timeout_s=timeout_s, limit_bytes=BODY_LIMIT)
    return result.body if result.status == 200 else b""


def _ispdb(domain: str, policy: Policy, timeout_s: float) -> bytes:
    if policy.ispdb_url.startswith("https://"):
        return _fetch(f"{policy.ispdb_url.rstrip('/')}/{domain}", policy, timeout_s)
    return _from_directory(Path(policy.ispdb_url), domain)


def _from_directory(directory: Path, domain: str) -> bytes:
    """The file of *domain*, by its name or by its ``<domain>`` elements."""
    for name in (domain, f"{domain}.xml"):
        body = _read(directory / name)
        if body:
            return body
    wanted = f"<domain>{domain}</domain>".encode()
    for path in sorted(directory.glob("*"))[:DIRECTORY_FILES_LIMIT]:
        body = _read(path)
        if wanted in body.lower():
            return body
    return b""


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(BODY_LIMIT + 1)
    except OSError:
        return b""


def _from_file(file: Autoconfig, source: Source, address: str) -> tuple[Candidate, ...]:
    domain = domain_of(address)
    candidates = []
    for imap, smtp in file.pairs:
        if source is Source.MX:
            # How the operator's own customers sign in says nothing about other domains.
            imap, smtp = Login(imap.endpoint, address), Login(smtp.endpoint, address)
        trust = trust_of(domain, source, (imap.endpoint.host, smtp.endpoint.host))
        candidates.append(Candidate(imap, smtp, source, trust, file.provider, file.method))
    return tuple(candidates)
