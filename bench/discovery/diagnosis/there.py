"""Where a fault of one service, on one port, is put up."""

from __future__ import annotations

from collections.abc import Mapping

from bench.discovery.diagnosis.fault import Fault, login
from bench.discovery.names import Names
from bench.internet.authority import Kind
from bench.internet.imap import Imap
from bench.internet.machine import Says
from bench.internet.machine import Service as Listening
from bench.internet.net import Internet
from bench.internet.smtp import Smtp
from mail.core.endpoint import Service


class There:
    """Every fault has a host of its own."""

    def __init__(self, net: Internet, names: Names, service: Service, port: int) -> None:
        self.net = net
        self.names = names
        self.service = service
        self.port = port
        self.implicit_tls = port in {993, 465}

    def host(self) -> str:
        return f"{self.service}.{self.names.hoster()}"

    def fault(self, name: str, host: str, *codes: str) -> Fault:
        username = f"anna@{host}"
        told = f"{self.service} {self.port}: {name}"
        return Fault(told, login(self.service, host, self.port, username), codes)

    def at(self, name: str, services: Mapping[int, Listening], *codes: str) -> Fault:
        host = self.host()
        self.net.add(host, services)
        return self.fault(name, host, *codes)

    def good(self, certificate: Kind = Kind.GOOD) -> Listening:
        server = Imap if self.service is Service.IMAP else Smtp
        return server(implicit_tls=self.implicit_tls, certificate=certificate)

    def says(self, words: bytes, *, then_close: bool = False) -> Listening:
        return Says(words, Kind.GOOD if self.implicit_tls else None, then_close)
