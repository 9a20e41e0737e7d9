"""How servers are written in the table of providers."""

from __future__ import annotations

from mail.core.endpoint import DEFAULT_PORTS, Endpoint, Security, Service

_BY_PORT = {port: security for (_, security), port in DEFAULT_PORTS.items()}
_BY_PORT |= {143: Security.STARTTLS}


def endpoints(service: Service, text: str) -> tuple[Endpoint, ...]:
    """The endpoints in *text*, separated by blanks, best first.

    Each is ``host``, ``host:port`` or ``host:port:security``. Without a port it is that of
    implicit TLS; without a security it is the usual one of the port; without a host it is the
    host before: ``mail.gmx.net :587``.
    """
    found: list[Endpoint] = []
    for word in text.split():
        host, _, rest = word.partition(":")
        port_text, _, security = rest.partition(":")
        port = int(port_text or DEFAULT_PORTS[service, Security.TLS])
        kind = Security(security) if security else _BY_PORT[port]
        found.append(Endpoint(service, host or found[-1].host, port, kind))
    return tuple(found)
