"""The address guard: connects only to an address that it has checked.

A name is resolved once, every answer must be allowed, and the connection goes to one of those
addresses, never to the name again, so that a second answer of a hostile DNS is not believed.
What ``ipaddress`` calls global still holds multicast, 6to4, NAT64, site-local and IPv4-compatible
addresses, hence the lists here (IANA special-purpose address registries, RFC 6890).
"""

from __future__ import annotations

import logging
import re
import socket
import time
from collections.abc import Collection, Sequence
from ipaddress import IPv4Address, ip_address, ip_network

import idna

from mail.core.endpoint import Service
from mail.core.errors import Code, MailError
from mail.transport import dns_lookup
from mail.transport.dns_lookup import IPAddress
from mail.transport.policy import Policy
from mail.transport.race import Race, connected

log = logging.getLogger(__name__)

MAIL_PORTS = {
    Service.IMAP: frozenset({993, 143}),
    Service.SMTP: frozenset({465, 587}),
}
"""Ports of public hosts. Anything else would make us a port scanner for whoever may sign in."""

ADDRESSES_LIMIT = 6
"""Addresses tried of one host, the families taking turns."""

HEAD_START_S = 0.4
"""Seconds that one address has over the next: less than a person notices, more than a round trip
to almost everywhere, so that usually one server is knocked at and not two."""

DNS_S = 3.0
"""Seconds of the caller's time that finding the addresses may take at most."""

_NAT64 = ip_network("64:ff9b::/96")
_NEVER = tuple(
    ip_network(text)
    for text in (
        "100.64.0.0/10",  # carrier-grade NAT
        "192.0.0.0/24",  # protocol assignments
        "192.88.99.0/24",  # 6to4 relays
        "::/96",  # IPv4-compatible
        "64:ff9b:1::/48",  # local NAT64
        "2001::/23",  # Teredo, ORCHID and other protocol assignments
        "2002::/16",  # 6to4
        "3fff::/20",  # documentation
        "5f00::/16",  # segment routing
        "fec0::/10",  # site-local
    )
)
_HOST = re.compile(r"[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*")
_NUMERIC_END = re.compile(r"(^|\.)([0-9]+|0x[0-9a-f]*)\Z")
_HOST_LIMIT = 253


def open_connection(
    host: str, port: int, policy: Policy, *, service: Service, timeout_s: float
) -> socket.socket:
    """A connected socket to a mail server, with *timeout_s* set on it.

    Looking up, all addresses together, may take *timeout_s*. Raises MailError: BLOCKED_PRIVATE,
    HOST_UNRESOLVED, DNS_FAILED, REFUSED, TIMEOUT, UNREACHABLE; subject is the host.
    """
    return connect(host, port, policy, ports=MAIL_PORTS[service], timeout_s=timeout_s)


def connect(
    host: str, port: int, policy: Policy, *, ports: Collection[int], timeout_s: float
) -> socket.socket:
    """Like :func:`open_connection`, for public hosts on any of *ports*."""
    deadline = time.monotonic() + timeout_s
    name = _normal(host)
    found = _resolve(name, policy, min(DNS_S, timeout_s))
    for address in found:
        _check(name, port, address, policy, ports)
    sock = _connect(name, port, _take_turns(found), deadline)
    sock.settimeout(timeout_s)
    # Else a short request waits for the receipt of the end of the handshake: a whole round trip.
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    _check_peer(sock, name, port, policy, ports)
    return sock


def plaintext_allowed(host: str, policy: Policy) -> bool:
    """Whether *host* may be spoken to without encryption: it is named, or it is this machine.

    Whether this machine may be reached at all is for :func:`open_connection` to say.
    """
    name = host.strip("[]").rstrip(".").lower()
    if name in policy.plaintext_hosts or name == "localhost":
        return True
    address = _literal(name)
    return address is not None and _unwrap(address).is_loopback


def is_permitted(address: IPAddress, policy: Policy) -> bool:
    """Whether *address* is public, or inside a network that the administrator opened."""
    address = _unwrap(address)
    return _is_inside(address, policy) or (
        address.is_global
        and not address.is_multicast
        and not address.is_reserved
        and not any(address in network for network in _NEVER)
    )


def _check(
    name: str, port: int, address: IPAddress, policy: Policy, ports: Collection[int]
) -> None:
    if (name, port) in policy.opened:
        return
    if not is_permitted(address, policy):
        raise _forbidden(name, port, f"address={address}")
    if port not in ports and not _is_inside(_unwrap(address), policy):
        raise _forbidden(name, port, "port")


def _forbidden(name: str, port: int, reason: str) -> MailError:
    """One error for all that is forbidden, so that its texts map no network; the log has more."""
    log.info("guard forbids host=%s port=%s reason=%s", name, port, reason)
    return MailError(Code.BLOCKED_PRIVATE, subject=name)


def _check_peer(
    sock: socket.socket, name: str, port: int, policy: Policy, ports: Collection[int]
) -> None:
    """What the connection really ended at must pass the same test."""
    try:
        _check(name, port, ip_address(sock.getpeername()[0]), policy, ports)
    except OSError as error:
        sock.close()
        raise MailError(Code.UNREACHABLE, str(error), subject=name) from error
    except MailError:
        sock.close()
        raise


def _is_inside(address: IPAddress, policy: Policy) -> bool:
    return any(address in network for network in policy.private_networks)


def _unwrap(address: IPAddress) -> IPAddress:
    """The IPv4 address inside a mapped (RFC 4291) or NAT64 (RFC 6052) one; else *address*.

    6to4 and Teredo are not unwrapped: they are retired, no mail server needs them.
    """
    if isinstance(address, IPv4Address):
        return address
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return IPv4Address(int(address) & 0xFFFFFFFF) if address in _NAT64 else address


def _normal(host: str) -> str:
    """*host* in lower case as ASCII, without brackets or a final full stop.

    Names that only an old C library would read as an address (``127.1``, ``0x7f000001``) are
    refused, not interpreted. Raises MailError(HOST_UNRESOLVED).
    """
    name = host.strip().removesuffix(".").lower()
    name = name[1:-1] if name.startswith("[") and name.endswith("]") else name
    if _literal(name):
        return name
    if not name.isascii():
        try:
            name = idna.encode(name, uts46=True).decode("ascii")
        except (idna.IDNAError, UnicodeError):
            raise MailError(Code.HOST_UNRESOLVED, subject=host) from None
    if len(name) > _HOST_LIMIT or not _HOST.fullmatch(name) or _NUMERIC_END.search(name):
        raise MailError(Code.HOST_UNRESOLVED, subject=host)
    return name


def _literal(name: str) -> IPAddress | None:
    try:
        return ip_address(name)
    except ValueError:
        return None


def _resolve(name: str, policy: Policy, timeout_s: float) -> tuple[IPAddress, ...]:
    literal = _literal(name)
    found = (literal,) if literal else dns_lookup.addresses(name, policy, timeout_s)
    if not found:
        raise MailError(Code.HOST_UNRESOLVED, subject=name)
    return found


def _take_turns(found: Sequence[IPAddress]) -> list[IPAddress]:
    """IPv6 and IPv4 alternating, so that a broken family costs one attempt, not all (RFC 8305)."""
    families = {4: 0, 6: 0}
    turns: list[tuple[int, int, IPAddress]] = []
    for address in found:
        turns.append((families[address.version], -address.version, address))
        families[address.version] += 1
    turns.sort(key=lambda turn: turn[:2])
    return [address for _, _, address in turns][:ADDRESSES_LIMIT]


def _connect(name: str, port: int, found: Sequence[IPAddress], deadline: float) -> socket.socket:
    if len(found) > 1:
        return _connect_first(name, port, found, deadline)
    outcome = connected(str(found[0]), port, deadline - time.monotonic())
    if isinstance(outcome, Code):
        raise MailError(outcome, subject=name)
    return outcome


def _connect_first(
    name: str, port: int, found: Sequence[IPAddress], deadline: float
) -> socket.socket:
    """The first address that answers. Each has a start over the next (RFC 8305 §5): one that
    keeps silent costs a moment, not its share of the time for all."""
    problems = list[Code]()
    race, waiting = Race(), list(found)
    while len(problems) < len(found) and (left_s := deadline - time.monotonic()) > 0:
        if waiting:
            race.start(str(waiting.pop(0)), port, left_s)
        outcome = race.outcome(min(left_s, HEAD_START_S) if waiting else left_s)
        if isinstance(outcome, socket.socket):
            return outcome
        if outcome:
            problems.append(outcome)
    race.end()
    # The most telling one: a refusal proves that the host is there, a silence that a route is.
    ranking = (Code.REFUSED, Code.TIMEOUT, Code.UNREACHABLE)
    raise MailError(
        next((code for code in ranking if code in problems), Code.TIMEOUT), subject=name
    )
