"""Fetching a small file from a stranger over https, and posting a small body to one.

No cookies, no credentials, no proxy, no compression, no plain http; every hop of a redirect goes
through the address guard again.
"""

from __future__ import annotations

import http.client
import io
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urljoin, urlsplit

from mail.core.errors import Code, MailError
from mail.transport import guard, tls
from mail.transport.policy import Policy

REDIRECTS_LIMIT = 3
BODY_LIMIT = 64 * 1024
_PORTS = frozenset({443})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class FetchResult:
    """``url`` is where the body came from, after so many ``redirects``; ``location`` is one that
    was not followed."""

    status: int
    body: bytes
    url: str
    redirects: int
    location: str = ""


@dataclass(frozen=True, slots=True)
class _Question:
    """Its body and headers may hold secrets: they are not shown."""

    method: str = "GET"
    body: bytes | None = field(default=None, repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)


def get(
    url: str, policy: Policy, *, timeout_s: float, limit_bytes: int = BODY_LIMIT
) -> FetchResult:
    """The answer to a GET, whatever its status; everything together may take *timeout_s*.

    Raises MailError: what the guard and TLS raise, PLAINTEXT_FORBIDDEN for a redirect to http,
    TOO_MUCH for a longer body, PROTOCOL for anything that is not HTTP.
    """
    deadline = time.monotonic() + timeout_s
    for redirects in range(REDIRECTS_LIMIT + 1):
        parts = _checked(url)
        status, location, body = _exchange(parts, _Question(), policy, deadline, limit_bytes)
        if status not in _REDIRECTS or not location:
            return FetchResult(status, body, url, redirects)
        url = _joined(url, location)
    raise MailError(Code.PROTOCOL, "too many redirects", subject=_checked(url).hostname or "")


def post(
    url: str,
    policy: Policy,
    *,
    body: bytes,
    content_type: str,
    timeout_s: float,
    limit_bytes: int = BODY_LIMIT,
    headers: tuple[tuple[str, str], ...] = (),
) -> FetchResult:
    """The answer to a POST, whatever its status; everything together may take *timeout_s*.

    A redirect is an answer, not followed: the body is meant for *url* and for nobody else.
    Raises MailError as :func:`get` does.
    """
    deadline = time.monotonic() + timeout_s
    question = _Question("POST", body, {**dict(headers), "Content-Type": content_type})
    status, location, answer = _exchange(_checked(url), question, policy, deadline, limit_bytes)
    return FetchResult(status, answer, url, 0, _joined(url, location) if location else "")


def _checked(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - reading it checks it
    except ValueError:
        raise MailError(Code.PROTOCOL, "not an address", subject=url) from None
    if parts.scheme != "https":
        raise MailError(Code.PLAINTEXT_FORBIDDEN, subject=parts.hostname or url)
    if not parts.hostname or parts.username is not None or not url.isascii() or " " in url:
        raise MailError(Code.PROTOCOL, "not an address", subject=url)
    return parts


def _joined(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError:
        raise MailError(Code.PROTOCOL, "not an address", subject=location) from None


def _exchange(
    parts: SplitResult, question: _Question, policy: Policy, deadline: float, limit_bytes: int
) -> tuple[int, str, bytes]:
    """Status, Location and body; the body of a redirect is not read."""
    host = parts.hostname or ""
    connection = _GuardedConnection(host, parts.port or 443, policy, deadline)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        headers = {**question.headers, "Accept-Encoding": "identity"}
        connection.request(question.method, target, question.body, headers)
        response = connection.getresponse()
        if response.status in _REDIRECTS:
            return response.status, response.getheader("Location", ""), b""
        return response.status, "", _body(response, host, limit_bytes)
    except TimeoutError as error:
        raise MailError(Code.TIMEOUT, subject=host) from error
    except http.client.HTTPException as error:
        raise MailError(Code.PROTOCOL, str(error), subject=host) from error
    except (OSError, ValueError) as error:
        raise MailError(Code.DROPPED, str(error), subject=host) from error
    finally:
        connection.hang_up()


def _body(response: http.client.HTTPResponse, host: str, limit_bytes: int) -> bytes:
    if response.getheader("Content-Encoding", "identity").lower() != "identity":
        raise MailError(Code.PROTOCOL, "compressed although not asked for", subject=host)
    body = bytearray()
    while len(body) <= limit_bytes:
        chunk = response.read(min(16_384, limit_bytes + 1 - len(body)))
        if not chunk:
            return bytes(body)
        body += chunk
    raise MailError(Code.TOO_MUCH, subject=host)


class _GuardedConnection(http.client.HTTPConnection):
    """A connection that goes through the guard and TLS, and keeps one deadline for all of it."""

    default_port = 443

    def __init__(self, host: str, port: int, policy: Policy, deadline: float) -> None:
        super().__init__(host, port)
        self._policy = policy
        self._deadline = deadline
        self._encrypted: socket.socket | None = None

    def connect(self) -> None:
        left_s = _left_s(self._deadline)
        sock = guard.connect(self.host, self.port, self._policy, ports=_PORTS, timeout_s=left_s)
        left_s = _left_s(self._deadline)
        self._encrypted = tls.wrap(sock, self.host, self._policy, timeout_s=left_s)
        self.sock = _DeadlineSocket(self._encrypted, self._deadline)

    def hang_up(self) -> None:
        """Not ``close``, which http.client calls while the body is still to be read."""
        if self._encrypted is not None:
            self._encrypted.close()


class _DeadlineSocket:
    """What http.client needs of a socket; each read gets only the time that is left."""

    def __init__(self, sock: socket.socket, deadline: float) -> None:
        self._sock = sock
        self._deadline = deadline

    def sendall(self, data: bytes) -> None:
        self._sock.settimeout(_left_s(self._deadline))
        self._sock.sendall(data)

    def makefile(self, mode: str) -> io.BufferedReader:
        return io.BufferedReader(_DeadlineReader(self._sock, self._deadline))

    def close(self) -> None:
        """Nothing: the connection hangs up when the body has been read."""


class _DeadlineReader(io.RawIOBase):
    def __init__(self, sock: socket.socket, deadline: float) -> None:
        super().__init__()
        self._sock = sock
        self._deadline = deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        self._sock.settimeout(_left_s(self._deadline))
        return self._sock.recv_into(buffer)


def _left_s(deadline: float) -> float:
    left_s = deadline - time.monotonic()
    if left_s <= 0:
        raise TimeoutError
    return left_s
