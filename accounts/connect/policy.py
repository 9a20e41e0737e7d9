"""What an administrator has laid down for connections: networks, certificates, presets."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings

from accounts import sample
from accounts.models import TrustedCertificate
from accounts.models.trusted_certificate import TrustKind
from accounts.services.presets import accepted
from mail.core.discovery.presets import Preset
from mail.transport.policy import Policy

Pairs = tuple[tuple[str, str], ...]


def policy() -> Policy:
    """What this installation lets the transport connect to."""
    servers = sample.running()
    pins, host_cas = trusted()
    return Policy(
        private_networks=settings.MAIL_ALLOWED_PRIVATE_NETWORKS,
        opened=servers.opened if servers else frozenset(),
        plaintext_hosts=frozenset(settings.MAIL_ALLOW_PLAINTEXT),
        extra_ca_file=settings.MAIL_EXTRA_CA_FILE,
        dns_servers=settings.DNS_SERVERS,
        ispdb_url=settings.ISPDB_URL,
        pins=pins,
        host_cas=host_cas,
    )


def trusted() -> tuple[Pairs, Pairs]:
    """The pin and the authorities of each host. One query for each connection, so that what an
    administrator takes back counts at once and in every process."""
    pins: dict[str, str] = {}
    authorities: dict[str, str] = {}
    rows = TrustedCertificate.objects.order_by("pk")
    for kind, host, sha256, pem in rows.values_list("kind", "host", "sha256", "pem"):
        if kind == TrustKind.PIN:
            pins[host] = sha256
        else:
            authorities[host] = authorities.get(host, "") + pem
    return tuple(pins.items()), tuple(authorities.items())


def presets() -> Mapping[str, Preset]:
    """What administrators have laid down, by domain."""
    servers = sample.running()
    return accepted() | ({servers.domain: servers.preset} if servers else {})
