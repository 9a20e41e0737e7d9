"""A domain with its servers, for a file that tells about them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bench.discovery.case import Case, Expected
from bench.discovery.files import Server, autoconfig
from bench.discovery.names import Names
from bench.discovery.world import World

_IMAP_SECURITY = ((993, "tls"), (993, "tls"), (143, "starttls"))
_SMTP_SECURITY = ((465, "tls"), (465, "tls"), (587, "starttls"))
_USERNAMES: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("%EMAILADDRESS%", lambda address: address),
    ("%EMAILLOCALPART%", lambda address: address.partition("@")[0]),
    ("%EMAILLOCALPART%.%EMAILDOMAIN%", lambda address: address.replace("@", ".")),
    ("%EMAILADDRESS", lambda address: address),
    ("", lambda address: address),
)


class Hosted:
    """At home or at a hoster; ports, security and spelling of the user name by chance."""

    def __init__(self, world: World, names: Names) -> None:
        self.world = world
        self.domain = names.domain()
        self.address = f"{names.person()}@{self.domain}"
        at = self.domain if names.random.random() < 0.5 else names.hoster()
        spelled, username = names.random.choice(_USERNAMES)
        self.username = username(self.address)
        port, security = names.random.choice(_IMAP_SECURITY)
        self.imap = Server("imap", f"imap.{at}", port, security, spelled)
        port, security = names.random.choice(_SMTP_SECURITY)
        self.smtp = Server("smtp", f"out.{at}", port, security, spelled)
        for server in (self.imap, self.smtp):
            world.net.mail(server.host, (server.port,))
        world.mx(self.domain, f"mx1.{names.hoster()}")

    def file(self, *others: Server, head: str = "") -> bytes:
        """*others* stand first."""
        servers = [replace(o, host=o.host.replace("HOST", self.domain)) for o in others]
        return autoconfig((self.domain,), (*servers, self.imap, self.smtp), head=head)

    def case(self, name: str, **more: object) -> Case:
        expected = Expected(
            imap=(self.imap.endpoint,),
            smtp=(self.smtp.endpoint,),
            usernames=(self.username,),
            trusts=("A",),
        )
        return Case("own_files", name, self.address, replace(expected, **more))  # type: ignore[arg-type]
