"""One way in which signing in or sending goes wrong."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from mail.core.endpoint import Endpoint, Login, Security, Service

SECURE = {
    Service.IMAP: {993: Security.TLS, 143: Security.STARTTLS},
    Service.SMTP: {465: Security.TLS, 587: Security.STARTTLS},
}


@dataclass(frozen=True, slots=True)
class Fault:
    """*codes* are all right, several where the references leave it open; none means success.

    *quotes* has to be among the server's words that are kept. *sends* goes on to a message.
    """

    name: str
    login: Login
    codes: Collection[str]
    quotes: str = ""
    sends: bool = False
    unusual: str = ""
    """Put at the end of the password."""


def login(
    service: Service, host: str, port: int, username: str, security: Security | None = None
) -> Login:
    return Login(Endpoint(service, host, port, security or SECURE[service][port]), username)
