"""Reading an autoconfig file (draft-ietf-mailmaint-autoconfig), which may be any bytes at all.

One bad server never spoils the file: what cannot be used is left out, and a file without
anything usable gives no pairs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from mail.core.address import domain_of
from mail.core.discovery.result import Method
from mail.core.endpoint import DEFAULT_PORTS, Endpoint, Login, Security, Service
from mail.core.errors import printable

BODY_LIMIT = 64 * 1024
"""Bytes. The largest file of the public database has 9 KB."""

ELEMENTS_LIMIT = 2_000
PAIRS_LIMIT = 6
NAME_LIMIT = 80
USERNAME_LIMIT = 255

_SECURITY = {
    "ssl": Security.TLS,
    "tls": Security.TLS,
    "starttls": Security.STARTTLS,
    "startssl": Security.STARTTLS,  # written by old files
}
_SERVICES = {
    ("incomingserver", "imap"): Service.IMAP,
    ("outgoingserver", "smtp"): Service.SMTP,
}
# The closing % is missing in a well-known file.
_PLACEHOLDER = re.compile(r"%(EMAILADDRESS|EMAILLOCALPART|EMAILDOMAIN)%?", re.IGNORECASE)
_HOST = re.compile(r"(?=.{1,253}\Z)[a-z0-9_-]+(\.[a-z0-9_-]+)*")
_BARE_AMPERSAND = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9a-fA-F]{1,6});)")
_DECLARES = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Autoconfig:
    """``pairs`` are (IMAP, SMTP), best first: implicit TLS, usual ports, the file's own order."""

    provider: str = ""
    pairs: tuple[tuple[Login, Login], ...] = ()
    method: Method = Method.PASSWORD


@dataclass(frozen=True, slots=True)
class _Server:
    login: Login
    methods: frozenset[str]


def parse_autoconfig(body: bytes, address: str) -> Autoconfig:
    """The servers that *body* gives to *address*; never raises."""
    root = _parse(body)
    if root is None:
        return Autoconfig()
    servers = sorted(_servers(root, address), key=_preference)
    imap = [server for server in servers if server.login.endpoint.service is Service.IMAP]
    smtp = [server for server in servers if server.login.endpoint.service is Service.SMTP]
    if not imap or not smtp:
        return Autoconfig(_provider(root))
    pairs = [(server.login, smtp[0].login) for server in imap]
    pairs += [(imap[0].login, server.login) for server in smtp[1:]]
    only_oauth = bool(imap[0].methods) and imap[0].methods <= {"oauth", "oauth2"}
    method = Method.OAUTH if only_oauth else Method.PASSWORD
    return Autoconfig(_provider(root), tuple(pairs[:PAIRS_LIMIT]), method)


def _parse(body: bytes) -> Element | None:
    """The root element. Declarations of entities are refused unread; so is UTF-16 (NUL bytes)."""
    text = body.removeprefix(b"\xef\xbb\xbf").strip()
    if not text or len(text) > BODY_LIMIT or b"\0" in text or _DECLARES.search(text):
        return None
    # Unescaped "&" and HTML's entities are the commonest slips, so they get a second reading.
    root = _tree(text)
    if root is None:
        root = _tree(_BARE_AMPERSAND.sub(b"&amp;", text))
    if root is None or sum(1 for _ in root.iter()) > ELEMENTS_LIMIT:
        return None
    return root


def _tree(text: bytes) -> Element | None:
    try:
        return ElementTree.fromstring(text)  # noqa: S314 - no DTD reaches it, see _parse
    except (ElementTree.ParseError, ValueError, LookupError):
        # ValueError: a multi-byte encoding; LookupError: an encoding that nobody knows.
        return None


def _servers(root: Element, address: str) -> Iterator[_Server]:
    for element in root.iter():
        service = _SERVICES.get((_tag(element), element.get("type", "").strip().lower()))
        server = _server(element, service, address) if service else None
        if server:
            yield server


def _server(element: Element, service: Service, address: str) -> _Server | None:
    security = _SECURITY.get(_child(element, "sockettype").lower())
    host = _filled(_child(element, "hostname"), address).lower().removesuffix(".")
    port = _child(element, "port") or str(DEFAULT_PORTS.get((service, security or Security.TLS)))
    if security is None or not _HOST.fullmatch(host):
        return None
    if not (port.isascii() and port.isdecimal() and len(port) <= 5 and 0 < int(port) < 65536):
        return None
    username = _filled(_child(element, "username"), address)[:USERNAME_LIMIT] or address
    methods = frozenset(
        (child.text or "").strip().lower() for child in element if _tag(child) == "authentication"
    )
    return _Server(Login(Endpoint(service, host, int(port), security), username), methods)


def _preference(server: _Server) -> tuple[bool, bool]:
    """Implicit TLS first (RFC 8314 §3); then ports where such a server is expected."""
    endpoint = server.login.endpoint
    return (
        endpoint.security is not Security.TLS,
        endpoint.port != DEFAULT_PORTS[endpoint.service, endpoint.security],
    )


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
        if _tag(element) == "displayname" and (element.text or "").strip():
            name = printable(element.text or "")
            return "" if "%" in name else name[:NAME_LIMIT]
    return ""


def _child(element: Element, tag: str) -> str:
    for child in element:
        if _tag(child) == tag:
            return (child.text or "").strip()
    return ""


def _tag(element: Element) -> str:
    """The element's name in lower case, without its namespace."""
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""
