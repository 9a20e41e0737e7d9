"""Servers by SRV records (RFC 6186, RFC 8314 §5.1)."""

from __future__ import annotations

from collections.abc import Iterable

from mail.core.discovery.records import SrvRecord
from mail.core.endpoint import Endpoint, Security, Service

_SERVICES = {
    "_imaps._tcp.": (Service.IMAP, Security.TLS),
    "_imap._tcp.": (Service.IMAP, Security.STARTTLS),
    "_submissions._tcp.": (Service.SMTP, Security.TLS),
    "_submission._tcp.": (Service.SMTP, Security.STARTTLS),
}

# Seen in the wild: the port of implicit TLS published under the older service name.
_ALWAYS_TLS = frozenset({(Service.IMAP, 993), (Service.SMTP, 465)})


def srv_names(domain: str) -> tuple[str, ...]:
    return tuple(prefix + domain for prefix in _SERVICES)


def srv_endpoints(service: Service, records: Iterable[SrvRecord]) -> tuple[Endpoint, ...]:
    """The endpoints of *service* among *records*, the one to use first.

    Implicit TLS goes before STARTTLS, then lower priority, then higher weight. We take the
    heaviest instead of drawing lots (RFC 2782): the choice is kept for years, not for one
    connection. A target of "." means that the service is not offered.
    """
    offers = []
    for record in records:
        kind = _kind(record)
        if kind and kind[0] is service and record.target and 0 < record.port < 65536:
            endpoint = Endpoint(service, record.target, record.port, kind[1])
            late = kind[1] is not Security.TLS
            offers.append((late, record.priority, -record.weight, endpoint))
    offers.sort(key=lambda offer: offer[:3])
    return tuple(dict.fromkeys(endpoint for *_, endpoint in offers))


def _kind(record: SrvRecord) -> tuple[Service, Security] | None:
    for prefix, (service, security) in _SERVICES.items():
        if record.service.lower().startswith(prefix):
            return service, Security.TLS if (service, record.port) in _ALWAYS_TLS else security
    return None
