"""A server that follows a script, for everything that a well-behaved server never does."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable

from tests.servers.ca import Certificate
from tests.servers.tcp import TcpServer

SILENCE_LIMIT_S = 60.0
"""A script that nobody talks to ends after this; tests stop their server long before."""


class Connection:
    """One client, seen by a script. Every method raises OSError when the client is gone."""

    def __init__(
        self, sock: socket.socket, received: list[bytes], certificate: Certificate | None
    ) -> None:
        self._sock = sock
        self._received = received
        self._certificate = certificate
        self._buffer = b""
        sock.settimeout(SILENCE_LIMIT_S)

    def send(self, data: bytes) -> None:
        self._sock.sendall(data)

    def send_line(self, text: str) -> None:
        self.send(text.encode() + b"\r\n")

    def read_line(self) -> bytes:
        """The next line with its line end, noted; raises ConnectionError at the end."""
        while b"\n" not in self._buffer:
            self._fill()
        line, end, self._buffer = self._buffer.partition(b"\n")
        self._received.append(line + end)
        return line + end

    def read_exactly(self, size: int) -> bytes:
        """The next *size* bytes, as of a literal; noted as one entry."""
        while len(self._buffer) < size:
            self._fill()
        data, self._buffer = self._buffer[:size], self._buffer[size:]
        self._received.append(data)
        return data

    def has_more(self) -> bool:
        """Whether the client has said more already, in the same breath."""
        return bool(self._buffer)

    def start_tls(self) -> None:
        """Needs the server's certificate; the script has said yes to STARTTLS before."""
        assert self._certificate is not None, "This server has no certificate."
        context = self._certificate.server_context()
        self._sock = context.wrap_socket(self._sock, server_side=True)

    def wait(self) -> None:
        """Say nothing until the client goes, noting what it says."""
        while True:
            self.read_line()

    def pause(self, seconds: float) -> None:
        """Between two sends, to be slow on purpose."""
        time.sleep(seconds)

    def close(self) -> None:
        self._sock.close()

    def _fill(self) -> None:
        data = self._sock.recv(65536)
        if not data:
            raise ConnectionError("The client closed the connection.")
        self._buffer += data


Script = Callable[[Connection], None]


class ScriptedServer(TcpServer):
    """Runs *script* for every connection; when the script returns, the connection is cut.

    With *implicit_tls* the script begins after the handshake. ``received`` holds what all
    clients sent, line by line, across connections.
    """

    def __init__(
        self, script: Script, certificate: Certificate | None = None, *, implicit_tls: bool = False
    ) -> None:
        super().__init__(self._run)
        self._script = script
        self._certificate = certificate
        self._implicit_tls = implicit_tls
        self.received: list[bytes] = []

    def _run(self, sock: socket.socket) -> None:
        connection = Connection(sock, self.received, self._certificate)
        try:
            if self._implicit_tls:
                connection.start_tls()
            self._script(connection)
        finally:
            connection.close()
