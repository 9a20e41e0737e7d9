"""Listening on loopback in threads: one for each address, one for each connection."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Self

from tests.servers.leash import HOST, free_ports


class TcpServer:
    """Hands every connection to *serve* in a thread of its own and closes it afterwards.

    Answers on 127.0.0.1 and on :data:`HOST`, at the same port. What goes wrong with a connection
    (OSError: the client went away, or did not like the certificate) ends it quietly.
    """

    port: int

    def __init__(self, serve: Callable[[socket.socket], None]) -> None:
        self._serve = serve
        self._connections: set[socket.socket] = set()
        self._lock = threading.Lock()

    def start(self) -> None:
        self._is_stopped = False
        (self.port,) = free_ports(1)
        hosts = ("127.0.0.1", HOST)
        self._listeners = [socket.create_server((host, self.port)) for host in hosts]
        for listener in self._listeners:
            threading.Thread(target=self._accept, args=(listener,), daemon=True).start()

    def stop(self) -> None:
        """Stop listening and cut the connections that are open."""
        with self._lock:
            self._is_stopped = True
            for sock in (*self._listeners, *self._connections):
                _cut(sock)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self.stop()

    def _accept(self, listener: socket.socket) -> None:
        with suppress(OSError), listener:
            while True:
                sock, _ = listener.accept()
                threading.Thread(target=self._handle, args=(sock,), daemon=True).start()

    def _handle(self, sock: socket.socket) -> None:
        # Encrypting takes the socket over; a second handle on the connection can still cut it.
        with sock, sock.dup() as handle:
            with self._lock:
                if self._is_stopped:
                    return
                self._connections.add(handle)
            try:
                with suppress(OSError):
                    self._serve(sock)
            finally:
                with self._lock:
                    self._connections.discard(handle)
                _cut(handle)


def _cut(sock: socket.socket) -> None:
    """Closing alone would not wake a thread that waits in accept or recv; this does."""
    with suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)
