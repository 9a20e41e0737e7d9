"""Reading an autoconfig file (draft-ietf-mailmaint-autoconfig), which may be any bytes at all.

One bad server never spoils the file: what cannot be used is left out, and a file without
anything usable gives no pairs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from mail.core.address import domain_of
from mail.core.discovery.host_suffix import dns_host
from mail.core.discovery.result import Method
from mail.core.discovery.xml_body import BODY_LIMIT, child_text, parse_xml, tag_of
from mail.core.endpoint import DEFAULT_PORTS, Endpoint, Login, Security, Service, port_number
from mail.core.errors import Code, printable

__all__ = ["BODY_LIMIT", "Autoconfig", "parse_autoconfig"]

SERVERS_LIMIT = 3
"""Servers of one service that are offered: the best one and its stand-ins."""

NAME_LIMIT = 80
USERNAME_LIMIT = 255

_SECURITY = {
    "ssl": Security.TLS,
    "tls": Security.TLS,
    "ssltls": Security.TLS,
    "starttls": Security.STARTTLS,
    "startssl": Security.STARTTLS,  # written by old files
}
_SERVICES = {
    ("incomingserver", "imap"): Service.IMAP,
    ("outgoingserver", "smtp"): Service.SMTP,
}
_ENCRYPTED_PORTS = {
    (service, port): security
    for (service, security), port in DEFAULT_PORTS.items()
    if security is not Security.NONE
}
# The closing % is missing in a well-known file.
_PLACEHOLDER = re.compile(r"%(EMAILADDRESS|EMAILLOCALPART|EMAILDOMAIN)%?", re.IGNORECASE)
_HOST = re.compile(r"(?=.{1,253}\Z)[a-z0-9_-]+(\.[a-z0-9_-]+)*")


@dataclass(frozen=True, slots=True)
class Autoconfig:
    """``pairs`` are (IMAP, SMTP), best first: implicit TLS, usual ports, the file's own order.

    ``problem`` says why there is none, where the file itself tells.
    """

    provider: str = ""
    pairs: tuple[tuple[Login, Login], ...] = ()
    method: Method = Method.PASSWORD
    oauth_issuer: str = ""
    problem: Code | None = None


@dataclass(frozen=True, slots=True)
class _Server:
    login: Login
    methods: frozenset[str]


def parse_autoconfig(body: bytes, address: str) -> Autoconfig:
    """The servers that *body* gives to *address*; never raises."""
    root = parse_xml(body)
    if root is None:
        return Autoconfig()
    servers = sorted(_servers(root, address), key=_preference)
    imap = [server for server in servers if server.login.endpoint.service is Service.IMAP]
    smtp = [server for server in servers if server.login.endpoint.service is Service.SMTP]
    if not imap or not smtp:
        usable = {server.login.endpoint.service for server in servers}
        return Autoconfig(_provider(root), problem=_problem(root, usable))
    only_oauth = bool(imap[0].methods) and imap[0].methods <= {"oauth", "oauth2"}
    return Autoconfig(
        _provider(root),
        best_pairs([server.login for server in imap], [server.login for server in smtp]),
        Method.OAUTH if only_oauth else Method.PASSWORD,
        _issuer(root),
    )


def best_pairs(imap: Sequence[Login], smtp: Sequence[Login]) -> tuple[tuple[Login, Login], ...]:
    """Every combination of the first few of each, the ones that change least coming first."""
    places = [
        (i, s)
        for i in range(min(len(imap), SERVERS_LIMIT))
        for s in range(min(len(smtp), SERVERS_LIMIT))
    ]
    return tuple(
        (imap[i], smtp[s]) for i, s in sorted(places, key=lambda place: (sum(place), place))
    )


def _servers(root: Element, address: str) -> Iterator[_Server]:
    for element in root.iter():
        service = _SERVICES.get((tag_of(element), element.get("type", "").strip().lower()))
        server = _server(element, service, address) if service else None
        if server:
            yield server


def _server(element: Element, service: Service, address: str) -> _Server | None:
    host = dns_host(_filled(child_text(element, "hostname"), address))
    port = child_text(element, "port")
    security = _security(child_text(element, "sockettype"), service, port)
    if security is None or not _HOST.fullmatch(host):
        return None
    number = port_number(port or str(DEFAULT_PORTS[service, security]))
    if number is None:
        return None
    username = _filled(child_text(element, "username"), address)[:USERNAME_LIMIT] or address
    methods = frozenset(
        (child.text or "").strip().lower() for child in element if tag_of(child) == "authentication"
    )
    return _Server(Login(Endpoint(service, host, number, security), username), methods)


def _security(written: str, service: Service, port: str) -> Security | None:
    """How the connection is protected; where a file does not say, its port does."""
    if not written:
        return _ENCRYPTED_PORTS.get((service, port_number(port) or 0))
    return _SECURITY.get(re.sub(r"[^a-z]", "", written.lower()))


def _preference(server: _Server) -> tuple[bool, bool]:
    """Implicit TLS first (RFC 8314 §3); then ports where such a server is expected."""
    endpoint = server.login.endpoint
    return (
        endpoint.security is not Security.TLS,
        endpoint.port != DEFAULT_PORTS[endpoint.service, endpoint.security],
    )


def _problem(root: Element, usable: set[Service]) -> Code | None:
    """What is wrong with the servers that the file lists, where *usable* is not both services."""
    incoming, plain = set[str](), set[Service]()
    for element in root.iter():
        kind = element.get("type", "").strip().lower()
        if tag_of(element) == "incomingserver":
            incoming.add(kind)
        service = _SERVICES.get((tag_of(element), kind))
        if service and child_text(element, "sockettype").lower() == "plain":
            plain.add(service)
    if "imap" not in incoming:
        return Code.PROVIDER_POP_ONLY if "pop3" in incoming else None
    return Code.PROVIDER_PLAINTEXT_ONLY if set(Service) - usable <= plain else None


def _filled(text: str, address: str) -> str:
    """*text* with its placeholders replaced; empty when one of them is unknown to us."""
    values = {
        "EMAILADDRESS": address,
        "EMAILLOCALPART": address.rpartition("@")[0],
        "EMAILDOMAIN": domain_of(address),
    }
    if "%" in _PLACEHOLDER.sub("", text):
        return ""
    return printable(_PLACEHOLDER.sub(lambda match: values[match[1].upper()], text))


def _provider(root: Element) -> str:
    for element in root.iter():
        if tag_of(element) == "displayname" and (element.text or "").strip():
            name = printable(element.text or "")
            return "" if "%" in name else name[:NAME_LIMIT]
    return ""


def _issuer(root: Element) -> str:
    for element in root.iter():
        if tag_of(element) == "oauth2":
            return printable(child_text(element, "issuer"))[:USERNAME_LIMIT]
    return ""
