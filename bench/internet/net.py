"""Everything together: names, machines, passwords that are watched, and the connector."""

from __future__ import annotations

import itertools
import socket
import threading
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from ipaddress import ip_address
from typing import Self

from bench.internet.authority import Authority, Kind
from bench.internet.canary import Ear, Watch
from bench.internet.clockwork import Clockwork
from bench.internet.connector import Connector
from bench.internet.imap import Imap, ImapTalk
from bench.internet.line import Line
from bench.internet.machine import Closed, Machine, Service
from bench.internet.names import Zone
from bench.internet.smtp import Smtp, SmtpTalk
from bench.internet.users import NOBODY, Users
from bench.internet.web import Page, Web

FIRST_IPV4 = int(ip_address("5.10.0.1"))
FIRST_IPV6 = int(ip_address("2a0b:5c00::1"))
"""Addresses that a client takes for public ones; no packet is ever sent there."""

_LOOPBACK = {socket.AF_INET: "127.0.0.1", socket.AF_INET6: "::1"}


class Internet:
    """Names and machines may be added while it runs; every name has an address of its own."""

    def __init__(self) -> None:
        self.zone = Zone()
        self.watch = Watch()
        self.authority = Authority()
        self.users = Users()
        self.machines: dict[str, Machine] = {}
        self._numbers = itertools.count()
        self.clockwork = Clockwork(self._answer)
        self._listeners = _listeners()

    def __enter__(self) -> Self:
        self.clockwork.start()
        self.resolver = ("127.0.0.1", self.clockwork.dns_port)
        places = {family: sock.getsockname()[:2] for family, sock in self._listeners.items()}
        self.connector = Connector(
            self.machines,
            places,
            self.resolver,
            lambda: self.clockwork.round_trip_s,
            exempt=(self.clockwork.thread_id,),
        )
        self.connector.__enter__()
        for family, listener in self._listeners.items():
            threading.Thread(target=self._accept, args=(family, listener), daemon=True).start()
        return self

    def __exit__(self, *exc: object) -> None:
        self.connector.__exit__()
        for listener in self._listeners.values():
            listener.close()
        self.clockwork.stop()
        self.authority.close()

    # Building.

    def add(self, name: str, services: Mapping[int, Service], *, six: bool = False,
            closed: Closed = Closed.REFUSED, silent: Iterable[int] = ()) -> str:  # fmt: skip
        """A machine called *name*, at a new public address, which is returned."""
        address = self.new_address(six=six)
        self.machines[address] = Machine((name,), dict(services), closed, frozenset(silent))
        self.zone.add(name, "AAAA" if six else "A", address)
        return address

    def address_of(self, name: str) -> str:
        """Of the machine that was added under *name* first."""
        return next(a for a, machine in self.machines.items() if name in machine.names)

    def new_address(self, *, six: bool = False) -> str:
        first = FIRST_IPV6 if six else FIRST_IPV4
        return str(ip_address(first + next(self._numbers)))

    def web(self, name: str, pages: Mapping[str, Page], certificate: Kind = Kind.GOOD) -> str:
        return self.add(name, {443: Web(pages, certificate)})

    def mail(
        self,
        name: str,
        ports: Iterable[int] = (993, 143, 465, 587),
        *,
        imap: ImapTalk | None = None,
        smtp: SmtpTalk | None = None,
        certificate: Kind = Kind.GOOD,
        shared: bool = False,
        six: bool = False,
    ) -> str:
        """A mail server on *ports*; a *shared* one looks at ``users`` for how to treat one."""
        users = self.users if shared else NOBODY
        services: dict[int, Service] = {}
        for port in ports:
            if port in {993, 143}:
                services[port] = Imap(imap or ImapTalk(), port == 993, certificate, users)
            else:
                services[port] = Smtp(smtp or SmtpTalk(), port == 465, certificate, users)
        return self.add(name, services, six=six)

    # Serving.

    def _answer(self, packet: bytes, over_tcp: bool) -> bytes | None:
        self.watch.listen(packet, b"", "the DNS", 53, encrypted=False)
        return self.zone.answer(packet, over_tcp=over_tcp)

    def _accept(self, family: int, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                sock, peer = listener.accept()
                threading.Thread(
                    target=self._serve, args=(sock, family, peer[1]), daemon=True
                ).start()

    def _serve(self, sock: socket.socket, family: int, port: int) -> None:
        door = self.connector.door_of(family, port)
        machine = self.machines[door.address]
        trip_s = self.clockwork.round_trip_s
        held = self.clockwork.held_back(sock)
        time.sleep(trip_s / 2)  # what the client's half of the handshake takes to arrive
        line = Line(held, Ear(self.watch, machine.names[0], door.port), self.authority)
        try:
            machine.services[door.port].serve(line)
        except OSError:
            pass
        finally:
            line.close()


def _listeners() -> dict[int, socket.socket]:
    found: dict[int, socket.socket] = {}
    for family, host in _LOOPBACK.items():
        with suppress(OSError):
            found[int(family)] = socket.create_server((host, 0), family=family, backlog=512)
    return found
