"""Does a mail server of this kind answer here, encrypted and with the right certificate?

Reads the greeting, upgrades where that is the agreement, and hangs up. No credential is at hand.
"""

from __future__ import annotations

import socket
import time

from mail.core.endpoint import Endpoint, Security, Service
from mail.core.errors import Code, MailError
from mail.transport import guard, tls
from mail.transport.policy import Policy

REPLY_LIMIT = 8 * 1024
"""Bytes of one reply, all its lines together."""

_BYE = {Service.IMAP: b"z LOGOUT\r\n", Service.SMTP: b"QUIT\r\n"}


def probe(endpoint: Endpoint, policy: Policy, *, timeout_s: float) -> None:
    """Returns when *endpoint* may be offered; all of it may take *timeout_s*. Raises MailError."""
    deadline = time.monotonic() + timeout_s
    sock = guard.open_connection(
        endpoint.host, endpoint.port, policy, service=endpoint.service, timeout_s=timeout_s
    )
    talk = Talk(sock, endpoint, deadline)
    try:
        if endpoint.security is Security.TLS:
            talk.encrypt(policy)
            talk.greeting()
        else:
            talk.greeting()
            talk.start_tls()
            talk.encrypt(policy)
        talk.say(_BYE[endpoint.service])
    except TimeoutError as error:
        raise MailError(Code.TIMEOUT, subject=endpoint.host) from error
    except OSError as error:
        raise MailError(Code.DROPPED, str(error), subject=endpoint.host) from error
    finally:
        talk.close()


class Talk:
    def __init__(self, sock: socket.socket, endpoint: Endpoint, deadline: float) -> None:
        self._sock = sock
        self._endpoint = endpoint
        self._deadline = deadline
        self._unread = b""

    def encrypt(self, policy: Policy) -> None:
        left_s = self._left_s()
        self._sock = tls.wrap(self._sock, self._endpoint.host, policy, timeout_s=left_s)

    def greeting(self) -> None:
        """RFC 3501 §7.1, RFC 5321 §4.2."""
        line = self._reply().upper()
        if self._endpoint.service is Service.IMAP:
            problems = {b"* PREAUTH": Code.PREAUTH, b"* BYE": Code.BUSY}
            good = b"* OK"
        else:
            problems = {b"421": Code.BUSY, b"554": Code.BUSY}
            good = b"220"
        if line.startswith(good):
            return
        for start, code in problems.items():
            if line.startswith(start):
                raise self._problem(code, line)
        raise self._problem(Code.WRONG_SERVICE, line)

    def start_tls(self) -> None:
        """RFC 3501 §6.2.1, RFC 3207. Bytes sent before the handshake are an injection."""
        if self._endpoint.service is Service.IMAP:
            self.say(b"a STARTTLS\r\n")
            accepted = (b"A OK",)
        else:
            self.say(b"EHLO localhost\r\n")
            self._reply()
            self.say(b"STARTTLS\r\n")
            accepted = (b"220",)
        line = self._reply()
        while self._endpoint.service is Service.IMAP and line.startswith(b"* "):
            line = self._reply()
        if not line.upper().startswith(accepted):
            raise self._problem(Code.STARTTLS_MISSING, line)
        if self._unread:
            raise self._problem(Code.PROTOCOL, self._unread)

    def say(self, line: bytes) -> None:
        self._sock.settimeout(self._left_s())
        self._sock.sendall(line)

    def close(self) -> None:
        self._sock.close()

    def _reply(self) -> bytes:
        """The last line of a reply; the ones that continue (``250-``) are passed over."""
        read = 0
        while True:
            line = self._line()
            read += len(line)
            if read > REPLY_LIMIT:
                raise self._problem(Code.TOO_MUCH, b"")
            if self._endpoint.service is Service.IMAP or line[3:4] != b"-":
                return line

    def _line(self) -> bytes:
        while b"\n" not in self._unread:
            self._sock.settimeout(self._left_s())
            received = self._sock.recv(4096)
            if not received:
                raise self._problem(Code.DROPPED, self._unread)
            self._unread += received
            if len(self._unread) > REPLY_LIMIT:
                raise self._problem(Code.TOO_MUCH, b"")
        line, _, self._unread = self._unread.partition(b"\n")
        return line

    def _problem(self, code: Code, said: bytes) -> MailError:
        text = said[:500].decode("utf-8", "replace")
        return MailError(code, text, subject=self._endpoint.host)

    def _left_s(self) -> float:
        left_s = self._deadline - time.monotonic()
        if left_s <= 0:
            raise TimeoutError
        return left_s
