"""Host names that mail servers often have, and the ports to try on them.

Guessing finds a right pair for about one domain in twelve, so it comes last; longer lists of
prefixes hardly find more.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from mail.core.address import domain_of
from mail.core.discovery.trust import same_owner
from mail.core.endpoint import DEFAULT_PORTS, Endpoint, Login, Security, Service

_PREFIXES = {Service.IMAP: ("imap.", "mail.", ""), Service.SMTP: ("smtp.", "mail.", "")}
USUAL_PREFIXES = ("imap.", "smtp.", "mail.", "")


def guess_hosts(service: Service, domain: str, mx_hosts: Iterable[str] = ()) -> tuple[str, ...]:
    """Likeliest first. The MX is last: small installations run everything on one host, their
    own or one of their hoster's."""
    usual = [prefix + domain for prefix in _PREFIXES[service]]
    exchangers = [host for host in mx_hosts if host]
    own = [host for host in exchangers if same_owner(domain, host)][:2]
    return tuple(dict.fromkeys(usual + (own or exchangers[:1])))


def guess_endpoints(domain: str, mx_hosts: Sequence[str] = ()) -> tuple[Endpoint, ...]:
    """Implicit TLS, then STARTTLS (RFC 8314 §3); never port 25 and never in the clear."""
    return tuple(
        Endpoint(service, host, DEFAULT_PORTS[service, security], security)
        for security in (Security.TLS, Security.STARTTLS)
        for service in Service
        for host in guess_hosts(service, domain, mx_hosts)
    )


def best_guess(
    reached: Collection[Endpoint], domain: str, mx_hosts: Sequence[str] = ()
) -> tuple[Endpoint, Endpoint] | None:
    """The likeliest IMAP and SMTP endpoints of those that answered, once there are both."""
    imap, smtp = (
        min(
            (endpoint for endpoint in reached if endpoint.service is service),
            key=lambda endpoint: likelihood(endpoint, domain, mx_hosts),
            default=None,
        )
        for service in Service
    )
    return (imap, smtp) if imap and smtp else None


def likelihood(endpoint: Endpoint, domain: str, mx_hosts: Sequence[str] = ()) -> tuple[int, bool]:
    """The place of a guessed *endpoint* among all guesses; a lower one is likelier."""
    hosts = guess_hosts(endpoint.service, domain, mx_hosts)
    place = hosts.index(endpoint.host) if endpoint.host in hosts else len(hosts)
    return place, endpoint.security is not Security.TLS


def prefill(address: str, resolved: Collection[str] = ()) -> tuple[Login, Login]:
    """What to write into an empty form for *address*: (IMAP, SMTP) with implicit TLS.

    The likeliest name among those that *resolved*, else the likeliest of all.
    """
    domain = domain_of(address)
    imap, smtp = (
        Login(_prefilled(service, guess_hosts(service, domain), resolved), address)
        for service in Service
    )
    return imap, smtp


def _prefilled(service: Service, hosts: Sequence[str], resolved: Collection[str]) -> Endpoint:
    host = next((host for host in hosts if host in resolved), hosts[0])
    return Endpoint(service, host, DEFAULT_PORTS[service, Security.TLS], Security.TLS)
