"""One of the idle connections of a loop: its socket, what is on its way out, where it stands."""

from __future__ import annotations

import selectors
import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Generic, TypeVar

from mail.core.errors import Code, MailError
from mail.core.imap.idle import Idle, Phase, Step
from mail.core.imap.inflow import Inflow
from mail.transport.imap_signed_in import SignedIn

CHUNK = 16 * 1024
"""The largest record of TLS."""

TURN_LIMIT = 4 * CHUNK
"""Bytes that one connection may say before the others have their turn."""

OUTGOING_LIMIT = 1024
"""Bytes waiting to be sent: commands are short, so a server that takes none is gone."""

SILENCE_S, PROBE_EVERY_S, PROBES = 120, 30, 4
"""TCP keepalive: keeps the way through a NAT open, and finds out that the other end has gone."""

Key = TypeVar("Key")

_WOULD_BLOCK = (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError)


class Held(Generic[Key]):
    """Owns the socket. Methods raise OSError, and MailError where the other end is to blame."""

    __slots__ = (
        "_inflow", "_outgoing", "_wants_write", "has_more", "host", "idle", "key", "queued_at",
        "sock", "unread",
    )  # fmt: skip

    def __init__(self, key: Key, signed_in: SignedIn, prefix: bytes) -> None:
        self.key, self.sock, self.host = key, signed_in.sock, signed_in.host
        self.idle = Idle(prefix, idles=signed_in.idles, again_s=signed_in.again_s)
        self.unread = signed_in.unread
        self.has_more = self._wants_write = False
        self.queued_at = float("inf")  # the timers' own
        self._inflow, self._outgoing = Inflow(), b""
        self.sock.setblocking(False)
        _keep_alive(self.sock)

    @property
    def events(self) -> int:
        writes = selectors.EVENT_WRITE if self._outgoing or self._wants_write else 0
        return selectors.EVENT_READ | writes

    def read(self) -> Iterator[Step]:
        """What the server has said, up to a turn's share; ``has_more`` tells whether that was not
        all."""
        self.has_more, left = True, TURN_LIMIT
        while left > 0:
            data = self._receive()
            if data is None:
                self.has_more = False
                return
            left -= len(data)
            yield from self.steps_of(data, time.monotonic())

    def steps_of(self, data: bytes, now: float) -> Iterator[Step]:
        for line in self._inflow.lines(data, now):
            yield self.idle.line(line, now)

    def send(self, data: bytes) -> None:
        if len(self._outgoing) + len(data) > OUTGOING_LIMIT:
            raise MailError(Code.TIMEOUT, subject=self.host)
        self._outgoing += data
        self.flush()

    def flush(self) -> None:
        with suppress(*_WOULD_BLOCK):
            while self._outgoing:
                sent = self.sock.send(self._outgoing)
                self._outgoing = self._outgoing[sent:]

    def silent_s(self, now: float) -> float:
        """How long it has been idle without a word of ours; 0 when something else was going on."""
        return now - self.idle.since if self.idle.phase is Phase.IDLING else 0.0

    def close(self) -> None:
        """With a word of goodbye, if it can go out at once. Raises nothing."""
        with suppress(OSError, ValueError):
            self.sock.send(self.idle.goodbye())
        with suppress(OSError):
            self.sock.close()

    def _receive(self) -> bytes | None:
        """None when there is nothing for now."""
        self._wants_write = False
        try:
            data = self.sock.recv(CHUNK)
        except ssl.SSLWantWriteError:  # a change of keys wants to say something first
            self._wants_write = True
            return None
        except (BlockingIOError, ssl.SSLWantReadError):
            return None
        if not data:
            raise MailError(Code.DROPPED, subject=self.host)
        return data


def _keep_alive(sock: socket.socket) -> None:
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in (
        ("TCP_KEEPIDLE", SILENCE_S),
        ("TCP_KEEPINTVL", PROBE_EVERY_S),
        ("TCP_KEEPCNT", PROBES),
    ):
        if hasattr(socket, name):  # not on every system
            sock.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
