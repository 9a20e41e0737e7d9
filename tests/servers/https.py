"""An HTTPS server on loopback that answers with what it was given."""

from __future__ import annotations

import socket
from collections.abc import Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from typing import NamedTuple

from tests.servers.ca import Certificate
from tests.servers.tcp import TcpServer

CONNECTION_TIMEOUT_S = 10.0


class Reply(NamedTuple):
    """What a path answers. Content-Length is added unless *headers* have one, which may lie."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked: the path with its query, header names in lower case."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes = b""


class HttpsServer(TcpServer):
    """Serves *replies* by path; any other path is 404. One request for each connection."""

    def __init__(
        self, certificate: Certificate, replies: Mapping[str, tuple[int, Mapping[str, str], bytes]]
    ) -> None:
        super().__init__(self._serve_tls)
        self.replies = {path: Reply(*reply) for path, reply in replies.items()}
        self.requests: list[Request] = []
        self._context = certificate.server_context()

    def reply_to(self, request: Request) -> Reply:
        """What is sent for *request*, which is noted."""
        self.requests.append(request)
        return self.replies.get(request.path, Reply(404, {}, b""))

    def _serve_tls(self, sock: socket.socket) -> None:
        sock.settimeout(CONNECTION_TIMEOUT_S)
        with self._context.wrap_socket(sock, server_side=True) as tls:
            _Handler(tls, self)
            tls.unwrap()

    def _serve_plain(self, sock: socket.socket) -> None:
        sock.settimeout(CONNECTION_TIMEOUT_S)
        _Handler(sock, self)


class _Handler(BaseHTTPRequestHandler):
    def __init__(self, sock: socket.socket, owner: HttpsServer) -> None:
        self._owner = owner
        # The base class wants the address for its log and a server for nothing at all.
        super().__init__(sock, sock.getpeername(), owner)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def _answer(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = self.rfile.read(int(headers.get("content-length", "0")))
        reply = self._owner.reply_to(Request(self.command, self.path, headers, body))
        self.send_response(reply.status)
        for name, value in {"Content-Length": str(len(reply.body)), **reply.headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(reply.body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the requests are kept."""
