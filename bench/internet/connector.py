"""Leads every connection of this process to the machine at its public address.

Replaces ``socket.socket.connect`` while it is installed, so that whatever the engine uses to
connect comes by here, with the address that it really asked for; ``getpeername`` says that address
again. What leads nowhere is refused and counted: addresses that no machine has, ports that no mail
client has business on, the system's resolver, and packets to anybody but the DNS of the bench.
"""

from __future__ import annotations

import socket
import sys
import threading
import time
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass
from errno import EHOSTUNREACH, ENETUNREACH
from ipaddress import ip_address
from typing import Any, Self
from weakref import WeakKeyDictionary

from bench.internet.machine import Closed, Machine

PORTS = frozenset({443, 993, 143, 465, 587})
"""What discovery may knock at. A case whose file names another port allows it beside these."""

UNLIMITED_S = 30.0


@dataclass(frozen=True, slots=True)
class Door:
    """A connection that was asked for."""

    address: str
    port: int
    thread: int


class Connector:
    """*listeners* are where connections end, by family; *resolver* is the DNS of the bench."""

    def __init__(
        self,
        machines: dict[str, Machine],
        listeners: dict[int, tuple[str, int]],
        resolver: tuple[str, int],
        round_trip_s: Callable[[], float],
        exempt: Collection[int] = (),
    ) -> None:
        self._machines = machines
        self._listeners = listeners
        self._resolver = resolver
        self._round_trip_s = round_trip_s
        self._exempt = exempt  # threads of the bench's own servers
        self._on_their_way: dict[tuple[int, int], Door] = {}
        self._peers: WeakKeyDictionary[socket.socket, tuple[Any, ...]] = WeakKeyDictionary()
        self._installed = False
        self._ours = threading.local()
        self.odd_ports: set[tuple[str, int]] = set()
        self.opened: list[Door] = []
        self.forbidden: list[str] = []

    def __enter__(self) -> Self:
        connector = self

        def connect(sock: socket.socket, address: Any) -> None:
            connector.connect(sock, address)

        def getpeername(sock: socket.socket) -> Any:
            told = connector._peers.get(sock)
            return told or super(socket.socket, sock).getpeername()

        socket.socket.connect = connect  # type: ignore[method-assign,assignment]
        socket.socket.getpeername = getpeername  # type: ignore[method-assign,assignment]
        self._installed = True
        sys.addaudithook(self._audit)
        return self

    def __exit__(self, *exc: object) -> None:
        self._installed = False
        del socket.socket.connect, socket.socket.getpeername

    def door_of(self, family: int, port: int) -> Door:
        """What was asked for by the client that came from *port*."""
        return self._on_their_way.pop((family, port))

    def allow(self, address: str, ports: Iterable[int]) -> None:
        self.odd_ports |= {(address, port) for port in ports}

    def connect(self, sock: socket.socket, address: Any) -> None:
        if sock.family not in self._listeners or address[:2] == self._resolver:
            self._really(sock, address)
            return
        door = Door(str(ip_address(address[0])), address[1], threading.get_ident())
        machine = self._machine(door)
        self._travel(sock, machine.manner(door.port))
        family = int(sock.family)
        sock.bind((self._listeners[family][0], 0))
        self._on_their_way[family, sock.getsockname()[1]] = door
        self._really(sock, self._listeners[family])
        self._peers[sock] = (door.address, door.port, *address[2:])

    def _machine(self, door: Door) -> Machine:
        self.opened.append(door)
        machine = self._machines.get(door.address)
        if machine is None or not self._is_proper(door):
            self.forbidden.append(f"{door.address} port {door.port}")
            raise OSError(ENETUNREACH, "the connector knows no such place")
        return machine

    def _is_proper(self, door: Door) -> bool:
        return door.port in PORTS or (door.address, door.port) in self.odd_ports

    def _travel(self, sock: socket.socket, manner: Closed | None) -> None:
        """The time that connecting takes, and how it ends when nobody listens."""
        patience_s = sock.gettimeout()
        patience_s = UNLIMITED_S if patience_s is None else patience_s
        trip_s = self._round_trip_s()
        if manner is Closed.SILENT or trip_s > patience_s:
            time.sleep(patience_s)
            raise TimeoutError("timed out")
        time.sleep(trip_s)
        if manner is Closed.REFUSED:
            raise ConnectionRefusedError("refused")
        if manner is Closed.UNREACHABLE:
            raise OSError(EHOSTUNREACH, "no route to host")

    def _really(self, sock: socket.socket, address: Any) -> None:
        self._ours.at_work = True
        try:
            super(socket.socket, sock).connect(address)
        finally:
            self._ours.at_work = False

    def _audit(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Nothing may go past: not the C function itself, not a packet, not the system's DNS."""
        if not self._installed or event not in _WATCHED:
            return
        if threading.get_ident() in self._exempt:
            return
        with suppress(AttributeError):
            if self._ours.at_work:
                return
        if complaint := self._complaint(event, arguments):
            self.forbidden.append(complaint)

    def _complaint(self, event: str, arguments: tuple[Any, ...]) -> str:
        if event == "socket.getaddrinfo":
            host = str(arguments[0])
            return "" if _is_literal(host) else f"the system's resolver was asked for {host}"
        target = arguments[1]
        if not isinstance(target, tuple) or target[:2] == self._resolver:
            return ""
        return f"{event} to {target[0]} port {target[1]}"


_WATCHED = frozenset({"socket.connect", "socket.sendto", "socket.getaddrinfo"})


def _is_literal(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
