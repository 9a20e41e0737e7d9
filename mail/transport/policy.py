"""What this installation lets the transport connect to. Only a value: settings live elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network


@dataclass(frozen=True, slots=True)
class Policy:
    """The administrator's exceptions to "public addresses, mail ports, always encrypted".

    ``private_networks`` are reachable on every port. ``opened`` holds exact (host, port) pairs
    that are let through whatever their address; it is how the sample mailbox is reached.
    ``plaintext_hosts`` may be spoken to without encryption. ``dns_servers`` are (IP, port)
    pairs asked instead of the system's resolver. ``ispdb_url`` is an https address or a
    directory; empty means that nobody outside is told which domain was typed. ``pins`` are
    (host, SHA-256 in lower-case hex) of certificates that are right for that host whoever made
    them; ``host_cas`` are (host, PEM, several in a row) of authorities that are believed for that
    host alone. A host occurs once in each.
    """

    private_networks: tuple[IPv4Network | IPv6Network, ...] = ()
    opened: frozenset[tuple[str, int]] = frozenset()
    plaintext_hosts: frozenset[str] = frozenset()
    extra_ca_file: str = ""
    dns_servers: tuple[tuple[str, int], ...] = ()
    ispdb_url: str = ""
    pins: tuple[tuple[str, str], ...] = ()
    host_cas: tuple[tuple[str, str], ...] = ()
