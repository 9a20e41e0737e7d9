"""Answering one :class:`Lookup` of a discovery. No credential is involved."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial

from mail.core.address import domain_of
from mail.core.discovery import mailconf, mta_sts, pacc
from mail.core.discovery.autoconfig import BODY_LIMIT, Autoconfig, best_pairs, parse_autoconfig
from mail.core.discovery.guesses import USUAL_PREFIXES
from mail.core.discovery.mail_flow import provider_for_autodiscover_cname, provider_from_spf
from mail.core.discovery.pacc import Digest
from mail.core.discovery.plan import Lookup, LookupKind
from mail.core.discovery.providers import further_candidates, mx_candidate, provider_for_mx
from mail.core.discovery.records import MxRecord, SrvRecord
from mail.core.discovery.result import Candidate, Source, Trust
from mail.core.discovery.srv import srv_endpoints, srv_names
from mail.core.discovery.trust import trust_of
from mail.core.endpoint import Login, Service
from mail.core.errors import Code, MailError
from mail.transport import dns_lookup, http_fetch
from mail.transport.autodiscover import ask_autodiscover
from mail.transport.ispdb import ispdb_file
from mail.transport.parallel import Later, all_of
from mail.transport.policy import Policy
from mail.transport.probe import probe
from mail.transport.second_look import LOOK_S, looked_into

DNS_S = 3.0
FETCH_S = 4.0
AUTODISCOVER_S = 4.5
PROBE_S = 4.0
"""Seconds for one question to the DNS, one file, a file after redirects, and one server."""

SRV_TRIES = 3
"""Endpoints of one service that are offered: a primary server and its stand-ins."""

_NOWHERE = frozenset({"", "localhost"})
"""A null MX (RFC 7505), and what a million and a half domains have written instead of one."""

_HIDDEN_BEHIND_MX = frozenset({Source.MX_AUTOCONFIG, Source.MX_ISPDB})


@dataclass(frozen=True, slots=True)
class Finding:
    """What one lookup brought.

    ``takes_mail`` is False where the DNS names no way to deliver; ``names`` are hosts that
    resolve; ``vouches`` means that the domain itself names its mail exchanger over HTTPS;
    ``problem`` is what a file says against itself.
    """

    candidates: tuple[Candidate, ...] = ()
    mx: tuple[MxRecord, ...] = ()
    takes_mail: bool = True
    names: frozenset[str] = frozenset()
    vouches: bool = False
    answers: bool = False
    problem: Code | None = None

    def __bool__(self) -> bool:
        return bool(self.candidates or self.mx or self.names or self.vouches or self.answers)


def answer(lookup: Lookup, address: str, policy: Policy, *, timeout_s: float) -> Finding:
    """Ask the network what *lookup* wants to know about *address*.

    An empty finding means "nothing there". Raises MailError for everything that went wrong, and
    for what settles the matter: DOMAIN_UNKNOWN, DOMAIN_NO_MAIL, PROVIDER_NO_IMAP.
    """
    return _ANSWERS[lookup.kind](lookup, address, policy, timeout_s)


def _mx(lookup: Lookup, address: str, policy: Policy, timeout_s: float) -> Finding:
    domain, timeout_s = lookup.target, min(DNS_S, timeout_s)
    try:
        records = dns_lookup.mx(domain, policy, timeout_s)
    except MailError as error:
        if error.code is Code.HOST_UNRESOLVED:
            raise MailError(Code.DOMAIN_UNKNOWN, subject=domain) from error
        raise
    if records and all(record.host in _NOWHERE for record in records):
        raise MailError(Code.DOMAIN_NO_MAIL, subject=domain)
    if not records:
        # Without an MX the address record is where mail goes (RFC 5321 §5.1).
        return Finding(takes_mail=bool(dns_lookup.addresses(domain, policy, timeout_s)))
    provider = provider_for_mx(next(record.host for record in records if record.host))
    if provider is None:
        return Finding(mx=records)
    candidate = mx_candidate(provider, address)
    if candidate is None:
        raise MailError(Code.PROVIDER_NO_IMAP, subject=provider.name)
    return Finding((candidate, *further_candidates(provider, candidate)), mx=records)


def _srv(lookup: Lookup, address: str, policy: Policy, timeout_s: float) -> Finding:
    domain = lookup.target
    records = _srv_records(srv_names(domain), policy, min(DNS_S, timeout_s))
    imap = srv_endpoints(Service.IMAP, records)[:SRV_TRIES]
    smtp = srv_endpoints(Service.SMTP, records)[:SRV_TRIES]
    pairs = best_pairs([Login(i, address) for i in imap], [Login(s, address) for s in smtp])
    return Finding(_candidates(pairs, Source.SRV, domain))


def _srv_records(names: Iterable[str], policy: Policy, timeout_s: float) -> list[SrvRecord]:
    """Raises what kept *all* of the services from being looked up."""
    asked = all_of(partial(dns_lookup.srv, name, policy, timeout_s) for name in names)
    records, problems = list[SrvRecord](), list[MailError]()
    for question in asked:
        try:
            records += question.outcome(timeout_s)
        except MailError as error:
            if error.code is not Code.HOST_UNRESOLVED:
                problems.append(error)
    if problems and not records:
        raise problems[0]
    return records


def _pacc(lookup: Lookup, address: str, policy: Policy, timeout_s: float) -> Finding:
    domain = domain_of(address)
    timeout_s = min(FETCH_S, timeout_s)
    texts = Later(partial(dns_lookup.txt, pacc.pacc_txt_name(domain), policy, timeout_s))
    body = _fetch(lookup.target, policy, timeout_s)
    read = pacc.parse_pacc(body, address)
    digest = pacc.check_digest(body, texts.result(timeout_s, ()))
    if read is None or digest is Digest.DIFFERS:
        return Finding()
    trust = Trust.A if digest is Digest.MATCHES else _own_trust(domain, read.imap, read.smtp)
    if trust is not Trust.A:
        return Finding()  # it names strangers, and nothing in the DNS vouches for it
    candidate = Candidate(
        read.imap, read.smtp, Source.PACC, trust, read.provider, read.method,
        oauth_issuer=read.oauth_issuer,
    )  # fmt: skip
    return Finding((candidate,))


def _own_trust(domain: str, imap: Login, smtp: Login) -> Trust:
    """What servers are worth that nobody vouches for."""
    return trust_of(domain, Source.SRV, (imap.endpoint.host, smtp.endpoint.host))


def _file(lookup: Lookup, address: str, policy: Policy, timeout_s: float) -> Finding:
    body = _fetch(lookup.target, policy, min(FETCH_S, timeout_s))
    return _from_file(parse_autoconfig(body, address), lookup.source, address)


def _ispdb(lookup: Lookup, address: str, policy: Policy, timeout_s: float) -> Finding:
    body = ispdb_file(lookup.target, policy, min(FETCH_S, timeout_s))
    return _from_file(parse_autoconfig(body, address), lookup.source, address)


def _names(lookup: Lookup, address: str, policy: Policy, timeout_s: float) -> Finding:
    """Which of the usual host names there are; none where every name resolves."""
    timeout_s = min(DNS_S, timeout_s)
    hosts = [prefix + lookup.target for prefix in USUAL_PREFIXES]
    nobody = f"{secrets.token_hex(6)}.{lookup.target}"
    asked = all_of(partial(_resolves, host, policy, timeout_s) for host in [*hosts, nobody])
    *found, wildcard = [question.result(timeout_s, False) for question in asked]
    if wildcard:
        return Finding()
    return Finding(names=frozenset(host for host, there in zip(hosts, found, strict=True) if there))


def _resolves(host: str, policy: Policy, timeout_s: float) -> bool:
    return bool(dns_lookup.addresses(host, policy, timeout_s))


def _autodiscover(lookup: Lookup, address: str, policy: Policy, timeout_s: float) -> Finding:
    pairs = ask_autodiscover(lookup.target, address, policy, min(AUTODISCOVER_S, timeout_s))
    return Finding(_candidates(pairs, Source.AUTODISCOVER, lookup.target))


def _mailconf(lookup: Lookup, address: str, policy: Policy, timeout_s: float) -> Finding:
    url = mailconf.mailconf_url(dns_lookup.txt(lookup.target, policy, min(DNS_S, timeout_s)))
    if not url:
        return Finding()
    body = _fetch(url, policy, min(FETCH_S, timeout_s))
    return _from_file(parse_autoconfig(body, address), Source.MAILCONF, address)


def _gateway(lookup: Lookup, address: str, policy: Policy, timeout_s: float) -> Finding:
    """Whose customer a domain is, by what else its DNS tells: a hint, never more."""
    domain, timeout_s = lookup.target, min(DNS_S, timeout_s)
    alias = Later(partial(dns_lookup.alias, f"autodiscover.{domain}", policy, timeout_s))
    texts = Later(partial(dns_lookup.txt, domain, policy, timeout_s))
    provider = provider_for_autodiscover_cname(alias.result(timeout_s, ""))
    for text in () if provider else texts.result(timeout_s, ()):
        provider = provider or provider_from_spf(text)
    candidate = mx_candidate(provider, address) if provider else None
    if candidate is None:
        return Finding()
    return Finding((replace(candidate, source=Source.GATEWAY, trust=Trust.C),))


def _mta_sts(lookup: Lookup, address: str, policy: Policy, timeout_s: float) -> Finding:
    body = _fetch(lookup.target, policy, min(FETCH_S, timeout_s))
    records = dns_lookup.mx(domain_of(address), policy, min(DNS_S, timeout_s)) if body else ()
    host = next((record.host for record in records if record.host), "")
    return Finding(vouches=bool(host) and mta_sts.vouches_for(body, host))


def _probe(lookup: Lookup, address: str, policy: Policy, timeout_s: float) -> Finding:
    assert lookup.endpoint is not None
    try:
        probe(lookup.endpoint, policy, timeout_s=min(PROBE_S, timeout_s))
    except MailError as problem:
        if problem.code is Code.TLS_NAME_MISMATCH:  # whose name is it then?
            raise looked_into(problem, lookup.endpoint, policy, min(LOOK_S, timeout_s)) from None
        raise
    return Finding(answers=True)


_ANSWERS: dict[LookupKind, Callable[[Lookup, str, Policy, float], Finding]] = {
    LookupKind.MX: _mx,
    LookupKind.SRV: _srv,
    LookupKind.PACC: _pacc,
    LookupKind.FILE: _file,
    LookupKind.ISPDB: _ispdb,
    LookupKind.NAMES: _names,
    LookupKind.AUTODISCOVER: _autodiscover,
    LookupKind.MAILCONF: _mailconf,
    LookupKind.GATEWAY: _gateway,
    LookupKind.MTA_STS: _mta_sts,
    LookupKind.PROBE: _probe,
}


def _fetch(url: str, policy: Policy, timeout_s: float) -> bytes:
    result = http_fetch.get(url, policy, timeout_s=timeout_s, limit_bytes=BODY_LIMIT)
    return result.body if result.status == 200 else b""


def _from_file(file: Autoconfig, source: Source, address: str) -> Finding:
    pairs: Iterable[tuple[Login, Login]] = file.pairs
    if source in _HIDDEN_BEHIND_MX:
        # How the operator's own customers sign in says nothing about other domains.
        pairs = [(Login(i.endpoint, address), Login(s.endpoint, address)) for i, s in pairs]
    domain = domain_of(address)
    candidates = tuple(
        Candidate(
            imap, smtp, source, trust_of(domain, source, (imap.endpoint.host, smtp.endpoint.host)),
            file.provider, file.method, oauth_issuer=file.oauth_issuer,
        )
        for imap, smtp in pairs
    )  # fmt: skip
    return Finding(candidates, problem=file.problem)


def _candidates(
    pairs: Iterable[tuple[Login, Login]], source: Source, domain: str
) -> tuple[Candidate, ...]:
    return tuple(
        Candidate(imap, smtp, source, _own_trust(domain, imap, smtp)) for imap, smtp in pairs
    )
