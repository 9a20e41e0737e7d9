"""Asking the DNS. The only importer of dnspython.

An empty tuple means that the name exists without such records. A name that does not exist raises
MailError(HOST_UNRESOLVED); servers that fail or keep silent raise MailError(DNS_FAILED). Search
domains are never appended, and the hosts file is read only for names that the policy opened.
"""

from __future__ import annotations

import socket
import time
from functools import partial
from ipaddress import IPv4Address, IPv6Address, ip_address

import dns.exception
import dns.nameserver
import dns.rdata
import dns.rdatatype
import dns.resolver
from dns.rdtypes.ANY.CNAME import CNAME
from dns.rdtypes.ANY.MX import MX
from dns.rdtypes.ANY.TXT import TXT
from dns.rdtypes.IN.A import A
from dns.rdtypes.IN.AAAA import AAAA
from dns.rdtypes.IN.SRV import SRV

from mail.core.discovery.records import MxRecord, SrvRecord
from mail.core.errors import Code, MailError
from mail.transport.parallel import Later
from mail.transport.policy import Policy

IPAddress = IPv4Address | IPv6Address

RECORDS_LIMIT = 20
"""Records used of one answer, the preferred ones. The largest mail providers have about ten."""

ANSWER_LIMIT = 200
"""Records looked at to find those."""

TEXT_LIMIT = 2_000
"""Bytes read of one TXT record."""

TRY_S = 2.0
"""Seconds for one question to one server before it is asked again or the next one is."""

SECOND_FAMILY_S = 0.3
"""Seconds that IPv6 addresses are waited for once the IPv4 ones are known: both were asked for at
once, and a DNS that keeps silent about one family is common (RFC 8305 §3 would wait for 0.05)."""

KEPT_S = 8.0
"""Seconds for which addresses are remembered: one search asks for the same few hosts again and
again, and each question is a round trip. The guard looks at them anew for every connection."""

KEPT_LIMIT = 1_000

_Key = tuple[str, tuple[tuple[str, int], ...]]
_kept: dict[_Key, tuple[float, tuple[IPAddress, ...]]] = {}


def addresses(host: str, policy: Policy, timeout_s: float) -> tuple[IPAddress, ...]:
    """The IPv4 and IPv6 addresses of *host*, at most :data:`RECORDS_LIMIT` of each; what was
    found in the last :data:`KEPT_S` is not asked for again."""
    if any(host == name for name, _ in policy.opened):
        return _system_addresses(host)
    key = host, policy.dns_servers
    until, known = _kept.get(key, (0.0, ()))
    if time.monotonic() < until:
        return known
    found = _asked_for(host, policy, timeout_s)
    if found:
        if len(_kept) >= KEPT_LIMIT:
            _kept.clear()
        _kept[key] = time.monotonic() + KEPT_S, found
    return found


def _asked_for(host: str, policy: Policy, timeout_s: float) -> tuple[IPAddress, ...]:
    started = time.monotonic()
    six = Later(partial(_six, host, policy, timeout_s))
    try:
        four = _four(host, policy, timeout_s)
    except MailError as error:
        if error.code is Code.HOST_UNRESOLVED:
            raise
        left_s = timeout_s - (time.monotonic() - started)
        found = six.result(left_s, ())  # a DNS that fails for one family may know the other
        if not found:
            raise
        return found
    left_s = timeout_s - (time.monotonic() - started)
    return four + six.result(min(left_s, SECOND_FAMILY_S) if four else left_s, ())


def _four(host: str, policy: Policy, timeout_s: float) -> tuple[IPAddress, ...]:
    answer = _ask(host, dns.rdatatype.A, policy, timeout_s)
    found = [IPv4Address(rdata.address) for rdata in answer if isinstance(rdata, A)]
    return tuple(found[:RECORDS_LIMIT])


def _six(host: str, policy: Policy, timeout_s: float) -> tuple[IPAddress, ...]:
    answer = _ask(host, dns.rdatatype.AAAA, policy, timeout_s)
    found = [IPv6Address(rdata.address) for rdata in answer if isinstance(rdata, AAAA)]
    return tuple(found[:RECORDS_LIMIT])


def txt(name: str, policy: Policy, timeout_s: float) -> tuple[str, ...]:
    """The texts of *name*, each joined from its strings (RFC 7208 §3.3)."""
    answer = _ask(name, dns.rdatatype.TXT, policy, timeout_s)
    return tuple(
        b"".join(r.strings)[:TEXT_LIMIT].decode("utf-8", "replace")
        for r in answer
        if isinstance(r, TXT)
    )


def alias(name: str, policy: Policy, timeout_s: float) -> str:
    """The host that *name* is a CNAME for; empty where it is none."""
    answer = _ask(name, dns.rdatatype.CNAME, policy, timeout_s)
    return next((_text(r.target) for r in answer if isinstance(r, CNAME)), "")


def mx(domain: str, policy: Policy, timeout_s: float) -> tuple[MxRecord, ...]:
    """Most preferred first. A null MX (RFC 7505) is one record with an empty host."""
    answer = _ask(domain, dns.rdatatype.MX, policy, timeout_s)
    records = [MxRecord(r.preference, _text(r.exchange)) for r in answer if isinstance(r, MX)]
    records.sort(key=lambda record: (record.preference, record.host))
    return tuple(records[:RECORDS_LIMIT])


def srv(name: str, policy: Policy, timeout_s: float) -> tuple[SrvRecord, ...]:
    """The records of a service (RFC 2782), those of the lowest priority first."""
    answer = _ask(name, dns.rdatatype.SRV, policy, timeout_s)
    records = [
        SrvRecord(name, r.priority, r.weight, r.port, _text(r.target))
        for r in answer
        if isinstance(r, SRV)
    ]
    records.sort(key=lambda record: (record.priority, -record.weight))
    return tuple(records[:RECORDS_LIMIT])


def _ask(
    name: str, kind: dns.rdatatype.RdataType, policy: Policy, timeout_s: float
) -> list[dns.rdata.Rdata]:
    if timeout_s <= 0:
        raise MailError(Code.DNS_FAILED, subject=name)
    try:
        resolver = _resolver(policy)
        resolver.timeout = min(TRY_S, timeout_s)
        # A full stop at the end: the name as it is, never below a search domain.
        answer = resolver.resolve(
            name.rstrip(".") + ".", kind, lifetime=timeout_s, search=False, raise_on_no_answer=False
        )
    except dns.resolver.NXDOMAIN as error:
        raise MailError(Code.HOST_UNRESOLVED, subject=name) from error
    except (dns.exception.DNSException, OSError, ValueError) as error:
        raise MailError(Code.DNS_FAILED, str(error), subject=name) from error
    return list(answer.rrset or ())[:ANSWER_LIMIT]


def _resolver(policy: Policy) -> dns.resolver.Resolver:
    if not policy.dns_servers:
        return dns.resolver.Resolver()
    resolver = dns.resolver.Resolver(configure=False)
    resolver.nameservers = [
        dns.nameserver.Do53Nameserver(host, port) for host, port in policy.dns_servers
    ]
    return resolver


def _system_addresses(host: str) -> tuple[IPAddress, ...]:
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise MailError(Code.HOST_UNRESOLVED, subject=host) from error
    return tuple(ip_address(str(sockaddr[0])) for *_, sockaddr in found)[:RECORDS_LIMIT]


def _text(name: object) -> str:
    """A DNS name as a host: lower case, without the full stop at the end; the root is empty."""
    return str(name).lower().rstrip(".")
