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
    directory; empty means that nobody outside is told which domain was typed.

    ``pins`` are (host, SHA-256 of its certificate in hex): that host must show exactly that
    certificate, whoever signed it. ``host_cas`` are (host, PEM text): authorities that are
    trusted for that host only, beside the usual ones.
    """

    private_networks: tuple[IPv4Network | IPv6Network, ...] = ()
    opened: frozenset[tuple[str, int]] = frozenset()
    plaintext_hosts: frozenset[str] = frozenset()
    extra_ca_file: str = ""
    dns_servers: tuple[tuple[str, int], ...] = ()
    ispdb_url: str = ""
    pins: tuple[tuple[str, str], ...] = ()
    host_cas: tuple[tuple[str, str], ...] = ()

    def pin_of(self, host: str) -> str:
        """The pinned fingerprint in lower-case hex without colons; empty when there is none."""
        pin = _of(host, self.pins)
        return pin.replace(":", "").replace(" ", "").lower()

    def authorities_of(self, host: str) -> str:
        return _of(host, self.host_cas)


def _of(host: str, pairs: tuple[tuple[str, str], ...]) -> str:
    wanted = host.rstrip(".").lower()
    return next((value for name, value in pairs if name.rstrip(".").lower() == wanted), "")
