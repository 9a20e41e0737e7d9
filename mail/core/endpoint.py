"""Where a mail server listens and how the connection is protected."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Service(StrEnum):
    IMAP = "imap"
    SMTP = "smtp"


class Security(StrEnum):
    """How the connection is protected (RFC 8314: implicit TLS first)."""

    TLS = "tls"
    STARTTLS = "starttls"
    NONE = "none"


DEFAULT_PORTS = {
    (Service.IMAP, Security.TLS): 993,
    (Service.IMAP, Security.STARTTLS): 143,
    (Service.IMAP, Security.NONE): 143,
    (Service.SMTP, Security.TLS): 465,
    (Service.SMTP, Security.STARTTLS): 587,
    (Service.SMTP, Security.NONE): 25,
}


@dataclass(frozen=True, slots=True)
class Endpoint:
    service: Service
    host: str
    port: int
    security: Security

    def __str__(self) -> str:
        return f"{self.host}:{self.port}:{self.security}"


@dataclass(frozen=True, slots=True)
class Login:
    """An endpoint and the name to sign in with; the secret travels apart from it."""

    endpoint: Endpoint
    username: str


def port_number(text: str) -> int | None:
    """The port that a stranger wrote as *text*; None when it is none."""
    if not (text.isascii() and text.isdecimal() and len(text) <= 5):
        return None
    return int(text) if 0 < int(text) < 65536 else None


def parse_endpoint(service: Service, text: str) -> Endpoint:
    """The endpoint written as ``HOST:PORT:tls|starttls|none``.

    Raises ValueError with a sentence for the person who typed it.
    """
    host, port, security = [*text.rsplit(":", 2), "", ""][:3]
    if not host or not port.isdecimal() or not 1 <= int(port) <= 65535:
        raise ValueError(f"{text!r} is not HOST:PORT:tls|starttls|none")
    try:
        return Endpoint(service, host.strip("[]").lower(), int(port), Security(security.lower()))
    except ValueError:
        raise ValueError(f"{security!r} is not one of tls, starttls, none") from None
