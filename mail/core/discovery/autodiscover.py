"""Autodiscover without credentials: "plain old XML" as Plesk, cPanel and Zimbra answer it.

Exchange itself answers 401 to whoever has no password, and we never send one: that answer is the
end of the matter. Source: MS-OXDSCLI; POX Autodiscover reference at learn.microsoft.com.
"""

from __future__ import annotations

from dataclasses import dataclass
from xml.etree.ElementTree import Element
from xml.sax.saxutils import escape

from mail.core.discovery.autoconfig import best_pairs
from mail.core.discovery.host_suffix import DOTTED_HOST, dns_host
from mail.core.discovery.xml_body import child_text, parse_xml, tag_of
from mail.core.endpoint import DEFAULT_PORTS, Endpoint, Login, Security, Service, port_number
from mail.core.errors import printable

CONTENT_TYPE = "text/xml; charset=utf-8"
"""Exactly so: one large provider refuses any other spelling."""

USERNAME_LIMIT = 255
_REQUEST = "http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/2006"
_RESPONSE = "http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a"
_SERVICES = {"imap": Service.IMAP, "smtp": Service.SMTP}
_ENCRYPTIONS = {
    "ssl": Security.TLS,
    "tls": Security.STARTTLS,
    "starttls": Security.STARTTLS,
    "none": None,
}
_USUAL_PORTS = {
    (service, str(DEFAULT_PORTS[service, security])): security
    for service in Service
    for security in (Security.TLS, Security.STARTTLS)
}


@dataclass(frozen=True, slots=True)
class PoxAnswer:
    """``redirect_url`` and ``redirect_address`` say where to ask instead."""

    pairs: tuple[tuple[Login, Login], ...] = ()
    redirect_url: str = ""
    redirect_address: str = ""


def pox_urls(domain: str) -> tuple[str, ...]:
    """Never below the parent of *domain*: that is how passwords once went to strangers."""
    return (
        f"https://autodiscover.{domain}/autodiscover/autodiscover.xml",
        f"https://{domain}/autodiscover/autodiscover.xml",
    )


def pox_request(address: str) -> bytes:
    return (
        '<?xml version="1.0" encoding="utf-8"?>'
        f'<Autodiscover xmlns="{_REQUEST}"><Request><EMailAddress>{escape(address)}</EMailAddress>'
        f"<AcceptableResponseSchema>{_RESPONSE}</AcceptableResponseSchema></Request></Autodiscover>"
    ).encode()


def parse_pox(body: bytes, address: str) -> PoxAnswer:
    """What *body* offers to *address*; never raises."""
    root = parse_xml(body)
    if root is None:
        return PoxAnswer()
    logins: dict[Service, list[Login]] = {service: [] for service in Service}
    redirect_url = redirect_address = ""
    for element in root.iter():
        tag, text = tag_of(element), (element.text or "").strip()
        if tag == "protocol" and (login := _login(element, address)):
            logins[login.endpoint.service].append(login)
        elif tag == "redirecturl":
            redirect_url = text
        elif tag == "redirectaddr":
            redirect_address = text
    for found in logins.values():
        found.sort(key=lambda login: login.endpoint.security is not Security.TLS)
    pairs = best_pairs(logins[Service.IMAP], logins[Service.SMTP])
    return PoxAnswer(pairs, redirect_url, redirect_address)


def _login(element: Element, address: str) -> Login | None:
    kind = child_text(element, "type") or element.get("Type", "")
    service = _SERVICES.get(kind.lower())
    host = dns_host(child_text(element, "server"))
    port = child_text(element, "port")
    if service is None or not DOTTED_HOST.fullmatch(host):
        return None
    security = _security(element, service, port)
    if security is None:
        return None
    number = port_number(port or str(DEFAULT_PORTS[service, security]))
    if number is None:
        return None
    name = printable(child_text(element, "loginname"))[:USERNAME_LIMIT] or address
    return Login(Endpoint(service, host, number, security), name)


def _security(element: Element, service: Service, port: str) -> Security | None:
    """The usual ports decide: many panels write "SSL on" for 143 and 587, where TLS cannot begin
    at once. Elsewhere ``Encryption`` wins over ``SSL``, which is on where nothing is said."""
    encryption = child_text(element, "encryption").lower()
    ssl_off = child_text(element, "ssl").lower() == "off"
    usual = _USUAL_PORTS.get((service, port))
    if usual is Security.STARTTLS:
        return usual
    if encryption in _ENCRYPTIONS and usual is None:
        return _ENCRYPTIONS[encryption]
    in_the_clear = encryption == "none" or (ssl_off and encryption not in _ENCRYPTIONS)
    return None if in_the_clear else Security.TLS
