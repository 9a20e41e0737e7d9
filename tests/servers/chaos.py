"""A line to the IMAP server on which things go wrong, on purpose and repeatably.

    client ══TLS══▶ ChaosProxy ══TLS══▶ Dovecot

The proxy ends the encryption on both sides, so that it can cut between the bytes of a literal and
speak in the server's name. Each connection has a :class:`Fault` or none, chosen by its number.
"""

from __future__ import annotations

import ctypes
import re
import select
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum

from tests.servers.clients import for_host
from tests.servers.leash import HOST
from tests.servers.tcp import TcpServer
from tests.servers.world import MailWorld

CHUNK = 16 * 1024
_LITERAL = re.compile(rb"\{(\d+)\}\r\n")


class Kind(Enum):
    """What happens to what the server says."""

    LATENCY = "each piece comes late"
    SLICES = "it comes in pieces of a few bytes"
    RESET = "the connection is reset"
    STALL = "nothing more comes, and the connection stays open"
    CUT_LITERAL = "the connection ends in the middle of a literal"
    BYE = "the server says goodbye and leaves"


@dataclass(frozen=True, slots=True)
class Fault:
    """*kind* begins after the server has sent *after_bytes*."""

    kind: Kind
    after_bytes: int = 0


Plan = Callable[[int], Fault | None]
"""The fault of the connection with that number, counted from 1."""


def first(number: int, fault: Fault) -> Plan:
    """The first *number* connections have *fault*, later ones none."""
    return lambda connection: fault if connection <= number else None


class ChaosProxy(TcpServer):
    """Stands in front of *world*'s Dovecot, with its certificate, on a port of its own."""

    def __init__(self, world: MailWorld, plan: Plan) -> None:
        super().__init__(self._pass_on)
        self._world = world
        self._plan = plan
        self._number_lock = threading.Lock()
        self.hangs_up_at: re.Pattern[bytes] | None = None  # what the client says
        self.connections = 0
        self.faults_met: list[Kind] = []

    def _pass_on(self, sock: socket.socket) -> None:
        with self._number_lock:
            self.connections += 1
            fault = self._plan(self.connections)
        with self._to_client(sock) as client, self._to_server() as server:
            sent = 0
            # One thread for both directions: an encrypted socket does not bear two.
            while data := _next(client, server):
                if data.source is client:
                    if self.hangs_up_at and self.hangs_up_at.search(data.octets):
                        return
                    server.sendall(self.asked(data.octets))
                elif not self._answer(data.octets, sent, client, fault):
                    return
                else:
                    sent += len(data.octets)

    def asked(self, octets: bytes) -> bytes:
        """What the server hears of what the client says."""
        return octets

    def _to_client(self, sock: socket.socket) -> ssl.SSLSocket:
        return self._world.certificate.server_context().wrap_socket(sock, server_side=True)

    def _to_server(self) -> ssl.SSLSocket:
        plain = socket.create_connection((HOST, self._world.dovecot.imaps_port), timeout=10)
        plain.settimeout(None)
        return for_host(self._world).wrap_socket(plain)

    def _answer(self, octets: bytes, sent: int, client: ssl.SSLSocket, fault: Fault | None) -> bool:
        """Whether the connection goes on. *sent* bytes of the server's went through before."""
        if fault is None or sent + len(octets) <= fault.after_bytes:
            client.sendall(octets)
            return True
        intact = max(0, fault.after_bytes - sent)
        client.sendall(octets[:intact])
        return self._spoil(octets[intact:], client, fault)

    def _spoil(self, rest: bytes, client: ssl.SSLSocket, fault: Fault) -> bool:
        match fault.kind:
            case Kind.LATENCY:
                time.sleep(0.02)
                client.sendall(rest)
                return True
            case Kind.SLICES:
                for start in range(0, len(rest), 7):
                    client.sendall(rest[start : start + 7])
                return True
            case Kind.CUT_LITERAL:
                literal = _LITERAL.search(rest)
                if literal is None or not int(literal[1]):
                    client.sendall(rest)
                    return True  # the next one, then
                client.sendall(rest[: literal.end() + int(literal[1]) // 2])
            case Kind.BYE:
                client.sendall(b"\r\n* BYE Server shutting down.\r\n")
            case Kind.STALL:
                self.faults_met.append(fault.kind)
                with suppress(OSError):
                    while client.recv(CHUNK):
                        pass
                return False
        self.faults_met.append(fault.kind)
        if fault.kind is Kind.RESET:
            _reset(client)
        return False


@dataclass(frozen=True, slots=True)
class _Said:
    source: ssl.SSLSocket
    octets: bytes


def _next(client: ssl.SSLSocket, server: ssl.SSLSocket) -> _Said | None:
    """What either side says next; None when one of them has left."""
    waiting = [sock for sock in (client, server) if sock.pending()]
    if not waiting:
        waiting, _, _ = select.select((client, server), (), ())
    octets = waiting[0].recv(CHUNK)
    return _Said(waiting[0], octets) if octets else None


def _reset(sock: ssl.SSLSocket) -> None:
    """RST instead of FIN, as from a router that forgot the connection.

    Closing would not do it while a second handle is open; connecting to nowhere does (connect(2),
    AF_UNSPEC dissolves the association).
    """
    nowhere = struct.pack("H14x", socket.AF_UNSPEC)
    ctypes.CDLL(None).connect(sock.fileno(), nowhere, len(nowhere))
