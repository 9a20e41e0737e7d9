"""Host names that mail servers often have, and the ports to try on them.

Guessing finds a right pair for about one domain in twelve, so it comes last; longer lists of
prefixes hardly find more.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from mail.core.address import domain_of
from mail.core.discovery.trust import same_owner
from mail.core.endpoint import DEFAULT_PORTS, Endpoint, Login, Security, Service

_PREFIXES = {Service.IMAP: ("imap.", "mail.", ""), Service.SMTP: ("smtp.", "mail.", "")}


def guess_hosts(service: Service, domain: str, mx_hosts: Iterable[str] = ()) -> tuple[str, ...]:
    """Likeliest first. The domain's own MX is last: small installations run all on one host."""
    usual = [prefix + domain for prefix in _PREFIXES[service]]
    own_mx = [host for host in mx_hosts if host and same_owner(domain, host)]
    return tuple(dict.fromkeys(usual + own_mx[:2]))


def is_likelier(service: Service, domain: str, host: str, other: str) -> bool:
    """Whether *host* is a likelier name for a server of *domain* than *other*."""
    usual = guess_hosts(service, domain)
    return host in usual and (other not in usual or usual.index(host) < usual.index(other))


def guess_endpoints(service: Service, host: str) -> tuple[Endpoint, ...]:
    """Implicit TLS, then STARTTLS (RFC 8314 §3); never port 25 and never in the clear."""
    return tuple(
        Endpoint(service, host, DEFAULT_PORTS[service, security], security)
        for security in (Security.TLS, Security.STARTTLS)
    )


def best_guess(
    reached: Collection[Endpoint], domain: str, mx_hosts: Iterable[str] = ()
) -> tuple[Endpoint, Endpoint] | None:
    """The likeliest IMAP and SMTP endpoints of those that answered, once there are both."""
    order = {service: guess_hosts(service, domain, tuple(mx_hosts)).index for service in Service}
    imap, smtp = (
        min(
            (endpoint for endpoint in reached if endpoint.service is service),
            key=lambda endpoint: order[endpoint.service](endpoint.host),
            default=None,
        )
        for service in (Service.IMAP, Service.SMTP)
    )
    return (imap, smtp) if imap and smtp else None


def prefill(address: str) -> tuple[Login, Login]:
    """What to write into an empty form for *address*: the usual names with implicit TLS."""
    domain = domain_of(address)
    imap, smtp = (
        guess_endpoints(service, guess_hosts(service, domain)[0])[0]
        for service in (Service.IMAP, Service.SMTP)
    )
    return Login(imap, address), Login(smtp, address)
