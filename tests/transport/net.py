"""A small internet for the tests of discovery: a zone, an authority, and scripted servers."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from ipaddress import ip_network
from typing import Self

from mail.core.discovery.result import Discovery
from mail.transport.discover import discover
from mail.transport.policy import Policy
from tests.servers.ca import Authority
from tests.servers.dns import DnsServer
from tests.servers.https import HttpsServer
from tests.servers.scripted import Connection, Script, ScriptedServer

NAMES = ("imap.fjord.test", "mail.fjord.test", "autoconfig.fjord.test", "list.test")
"""Who the certificates of all servers are for."""

LOOPBACK = ["127.0.0.1"]


class Net:
    """Fill ``zone`` and start servers first; ``policy`` then opens what is there."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._authority = self._stack.enter_context(Authority())
        self.zone: dict[tuple[str, str], list[str]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self._stack.close()

    def policy(
        self, *, failing: frozenset[str] = frozenset(), silent: frozenset[str] = frozenset()
    ) -> Policy:
        dns = self._stack.enter_context(DnsServer(self.zone, failing, silent))
        return Policy(
            private_networks=(ip_network("127.0.0.0/8"),),
            extra_ca_file=str(self._authority.ca_file),
            dns_servers=(("127.0.0.1", dns.port),),
        )

    def server(self, script: Script, *, implicit_tls: bool = True) -> ScriptedServer:
        certificate = self._authority.certificate(*NAMES)
        server = ScriptedServer(script, certificate, implicit_tls=implicit_tls)
        return self._stack.enter_context(server)

    def web(self, files: dict[str, bytes]) -> HttpsServer:
        replies = {path: (200, dict[str, str](), body) for path, body in files.items()}
        self.zone |= {("autoconfig.fjord.test", "A"): LOOPBACK, ("list.test", "A"): LOOPBACK}
        return self._stack.enter_context(HttpsServer(self._authority.certificate(*NAMES), replies))

    def found(self, address: str = "anna@fjord.test", *, ispdb_url: str = "") -> Discovery:
        return discover(address, replace(self.policy(), ispdb_url=ispdb_url))


def greeting(words: str) -> Script:
    def script(connection: Connection) -> None:
        connection.send_line(words)
        connection.wait()

    return script
