"""The first words with a mail server, before anything of the user's is said."""

from __future__ import annotations

import socket
import time

from mail.core.endpoint import Endpoint, Service
from mail.core.errors import SERVER_WORDS_LIMIT, Code, MailError
from mail.core.imap.login_reply import greeting_problem as imap_greeting_problem
from mail.core.imap.server_text import server_text
from mail.core.smtp.reply import greeting_problem as smtp_greeting_problem
from mail.transport import tls
from mail.transport.policy import Policy

REPLY_LIMIT = 8 * 1024
"""Bytes of one reply, all its lines together."""


class Talk:
    """One connection to *endpoint*, over *sock*, which it owns; all of it ends at *deadline*."""

    def __init__(self, sock: socket.socket, endpoint: Endpoint, deadline: float) -> None:
        self._sock = sock
        self._endpoint = endpoint
        self._deadline = deadline
        self._is_imap = endpoint.service is Service.IMAP
        self._unread = b""

    def encrypt(self, policy: Policy) -> None:
        left_s = self._left_s()
        self._sock = tls.wrap(self._sock, self._endpoint.host, policy, timeout_s=left_s)

    def greeting(self) -> None:
        """RFC 3501 §7.1, RFC 5321 §4.2."""
        line = self._reply()
        if line.upper().startswith(b"* OK" if self._is_imap else b"220"):
            return
        text = server_text(line[:SERVER_WORDS_LIMIT])
        if self._is_imap:
            raise self._problem(imap_greeting_problem(text), line)
        number = int(line[:3]) if line[:3].isdigit() else -1
        raise self._problem(smtp_greeting_problem(number, text[4:]), line)

    def start_tls(self) -> None:
        """RFC 3501 §6.2.1, RFC 3207. Bytes sent before the handshake are an injection."""
        if self._is_imap:
            self.say(b"a STARTTLS\r\n")
            accepted = (b"A OK",)
        else:
            self.say(b"EHLO localhost\r\n")
            self._reply()
            self.say(b"STARTTLS\r\n")
            accepted = (b"220",)
        line = self._reply()
        while self._is_imap and line.startswith(b"* "):
            line = self._reply()
        if not line.upper().startswith(accepted):
            raise self._problem(Code.STARTTLS_MISSING, line)
        if self._unread:
            raise self._problem(Code.PROTOCOL, self._unread)

    def offer(self, timeout_s: float) -> frozenset[str]:
        """What the server offers once encrypted: IMAP capabilities, or ``AUTH=…`` for SMTP.

        Empty when it keeps silent for *timeout_s*, or hangs up.
        """
        self._deadline = min(self._deadline, time.monotonic() + timeout_s)
        try:
            return self._imap_offer() if self._is_imap else self._smtp_offer()
        except (OSError, MailError):
            return frozenset()

    def _imap_offer(self) -> frozenset[str]:
        self.say(b"c CAPABILITY\r\n")
        words = set[str]()
        while not (line := self._reply().upper()).startswith(b"C "):
            if line.startswith(b"* CAPABILITY "):
                words |= set(line.decode("ascii", "replace").split()[2:])
        return frozenset(words)

    def _smtp_offer(self) -> frozenset[str]:
        """``NOTHING`` stands for a reply without AUTH, which is an offer as well."""
        self.say(b"EHLO localhost\r\n")
        words = {"NOTHING"}
        while True:
            line = self._line().strip().upper().decode("ascii", "replace")
            if line[4:9] in {"AUTH ", "AUTH="}:
                words |= {f"AUTH={word}" for word in line[9:].split()}
            if line[3:4] != "-":
                return frozenset(words)

    def say(self, line: bytes) -> None:
        self._sock.settimeout(self._left_s())
        self._sock.sendall(line)

    def shown_certificate(self) -> bytes | None:
        """Encrypt without verifying, look, and hang up. Raises OSError."""
        return tls.look(self._sock, self._endpoint.host, timeout_s=self._left_s())

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
            if self._is_imap or line[3:4] != b"-":
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
        text = server_text(said[:SERVER_WORDS_LIMIT])
        return MailError(code, text, subject=self._endpoint.host)

    def _left_s(self) -> float:
        left_s = self._deadline - time.monotonic()
        if left_s <= 0:
            raise TimeoutError
        return left_s
