"""A connection as the machine at its other end sees it."""

from __future__ import annotations

import socket
import ssl
import time

from bench.internet.authority import ACCEPTABLE, Authority, Kind
from bench.internet.canary import Ear

SILENCE_LIMIT_S = 20.0
REQUEST_LIMIT = 256 * 1024


class Line:
    """Every method raises OSError when the client is gone, or did not like the certificate."""

    def __init__(self, sock: socket.socket, ear: Ear, authority: Authority) -> None:
        self._sock = sock
        self._ear = ear
        self._authority = authority
        self._unread = b""
        sock.settimeout(SILENCE_LIMIT_S)

    @property
    def host(self) -> str:
        return self._ear.host

    @property
    def is_encrypted(self) -> bool:
        return isinstance(self._sock, ssl.SSLSocket)

    def start_tls(self, kind: Kind) -> None:
        """The machine speaks for the name that the client asked for."""
        context = self._authority.server_context(kind)
        self._sock = context.wrap_socket(self._sock, server_side=True)
        self._ear.encrypted = kind in ACCEPTABLE

    def send(self, text: str | bytes) -> None:
        """Lines of *text* end in LF and are sent with CRLF; bytes as they are."""
        raw = text if isinstance(text, bytes) else text.replace("\n", "\r\n").encode()
        self._sock.sendall(raw)

    def read_line(self) -> str:
        while b"\n" not in self._unread:
            self._fill()
        line, _, self._unread = self._unread.partition(b"\n")
        return line.rstrip(b"\r").decode("utf-8", "replace")

    def read(self, size: int) -> bytes:
        while len(self._unread) < size:
            self._fill()
        data, self._unread = self._unread[:size], self._unread[size:]
        return data

    def wait(self, seconds: float) -> None:
        """Keep silent; the client may have gone meanwhile."""
        time.sleep(seconds)

    def listen_until_gone(self) -> None:
        while True:
            self._fill()

    def close(self) -> None:
        self._sock.close()

    def _fill(self) -> None:
        data = self._sock.recv(65536)
        if not data or len(self._unread) > REQUEST_LIMIT:
            raise ConnectionError("The client has gone.")
        self._ear.hear(data)
        self._unread += data
