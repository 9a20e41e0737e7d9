"""The wire below an IMAP client: imaplib with limits that it does not have itself.

A command ends within its seconds even when the server sends one byte each second, nothing larger
than a message is read whatever is announced, and a greeting other than OK ends everything before
a word is said (CVE-2020-14093: PREAUTH leads past STARTTLS).
"""

from __future__ import annotations

import imaplib
import io
import math
import re
import secrets
import socket
import ssl
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

from mail.core.errors import ALERTS_LIMIT, SERVER_WORDS_LIMIT, Code, MailError
from mail.core.imap.login_reply import greeting_problem
from mail.core.imap.server_text import server_text
from mail.core.mime.caps import MESSAGE_LIMIT
from mail.transport import tls
from mail.transport.imap_problems import CommandRefused, socket_problem
from mail.transport.policy import Policy

LITERAL_LIMIT = MESSAGE_LIMIT + 1024 * 1024
"""Bytes of one literal. The announced size is the server's word only; nothing is reserved."""

BUDGET = LITERAL_LIMIT + 16 * 1024 * 1024
"""Bytes of all that answers one command."""

GREETING_BUDGET = 1024 * 1024
"""The same before anybody has signed in, where honest servers say a few lines."""

LINES_LIMIT = 200_000
"""Lines in answer to one command: flags of the largest window, ten times over."""

LINE_LIMIT = 16 * 1024 * 1024
"""Octets of one line: SEARCH tells of a million messages in nine."""

CHUNK = 64 * 1024

TIMEOUT_STEP_S = 0.1
"""How much later than at its deadline a command may end: telling the socket is a system call, and
a first synchronisation reads some ten thousand times a second."""

_STATUS = frozenset({"OK", "NO", "BAD", "BYE"})
_CAPABILITY = re.compile(rb"\[CAPABILITY ([^\]\r\n]+)\]", re.IGNORECASE)
_ALERT = re.compile(rb"\[(?:WEB)?ALERT\b", re.IGNORECASE)


class _Landing(threading.local):
    """Where octets arrive: once for each thread, since a process holds many idle connections."""

    def __init__(self) -> None:
        self.octets = memoryview(bytearray(CHUNK))


_landing = _Landing()


class Wire(imaplib.IMAP4):
    """Speaks over *sock*, which it owns. ``timeout_s`` is for each command as a whole.

    *ends_at* (monotonic) is the end of all commands together. After a failure the socket is closed.
    """

    # Not in the library's public face, and typed there as something else.
    tagpre: Any
    tagre: Any
    tagged_commands: Any
    untagged_responses: Any

    def __init__(
        self, sock: socket.socket, host: str, timeout_s: float, ends_at: float = math.inf
    ) -> None:
        self.sock = sock
        self.timeout_s = timeout_s
        self.is_broken = self.is_given_away = False
        self.greeting = ""  # without "* OK"
        self.alerts: list[str] = []  # what the server wants every user to see
        self.is_signed_in = False
        self.bytes_in = self.bytes_out = 0  # of the protocol, inside the encryption
        self._ends_at = ends_at
        self._unread = bytearray()
        self.settle: Callable[[], None] | None = None  # what must be read before another command
        self._allow(timeout_s)
        super().__init__(host)

    def open(self, host: str = "", port: int = 0, timeout: float | None = None) -> None:
        self.host = host

    def start_tls(self, policy: Policy) -> None:
        """STARTTLS, required. What was said before the encryption counts for nothing."""
        if "STARTTLS" not in self.capabilities:
            self._fail(MailError(Code.STARTTLS_MISSING, subject=self.host))
        try:
            self._simple_command("STARTTLS")
        except CommandRefused as refused:
            said = server_text(refused.said)
            self._fail(MailError(Code.STARTTLS_REFUSED, said, subject=self.host))
        if self._unread:
            # Said before the handshake, meant to be believed after it (CVE-2020-14954).
            said = server_text(bytes(self._unread))
            self._fail(MailError(Code.PROTOCOL, said, subject=self.host))
        try:
            self.sock = tls.wrap(self.sock, self.host, policy, timeout_s=self._left_s())
        except MailError as problem:
            if problem.code is Code.TLS_EXPECTED_PLAIN:  # it came a little later: the same trick
                problem.code = Code.PROTOCOL
            raise
        self._get_capabilities()

    def send_literal(self, octets: bytes) -> None:
        """*octets* are the last argument of the next command."""
        self.literal: Any = octets

    def give_away(self) -> tuple[socket.socket, bytes]:
        """The socket and what was read ahead, for somebody else to go on with; this wire is of no
        more use."""
        self.is_broken = self.is_given_away = True
        return self.sock, bytes(self._unread)

    def shutdown(self) -> None:
        if not self.is_given_away:
            self.sock.close()

    # What imaplib calls.

    def read(self, size: int) -> bytes:
        if size > LITERAL_LIMIT or size > self._budget + len(self._unread):
            self._fail(MailError(Code.TOO_MUCH, subject=self.host))
        if size <= len(self._unread):
            return self._take(size)
        # In a stream, whose value costs no second copy: messages of fifty megabytes come this way.
        octets = io.BytesIO()
        octets.write(self._take(len(self._unread)))
        while (left := size - octets.tell()) > 0:
            octets.write(self._receive(left))
        return octets.getvalue()

    def readline(self) -> bytes:
        end = self._unread.find(b"\n")
        while end < 0:
            searched = len(self._unread)
            if searched > LINE_LIMIT:
                self._fail(MailError(Code.TOO_MUCH, subject=self.host))
            self._receive_more()
            end = self._unread.find(b"\n", searched)
        self.count_line()
        return self._take(end + 1)

    def send(self, data: Any) -> None:
        view = memoryview(data)
        try:
            while view:
                self.sock.settimeout(self._left_s())
                sent = self.sock.send(view[:CHUNK])
                self.bytes_out += sent
                view = view[sent:]
        except OSError as error:
            self._fail(socket_problem(error, self.host))

    def _connect(self) -> None:
        letters = "".join(secrets.choice("ABCDEFGHIJKLMNOP") for _ in range(6))
        self.tagpre = letters.encode()
        # A tagged OK without text breaks imaplib's own pattern.
        self.tagre = re.compile(rb"(?P<tag>%s\d+) (?P<type>[A-Z]+) ?(?P<data>.*)" % self.tagpre,
                                re.IGNORECASE)  # fmt: skip
        greeting = self._get_line()
        self._check_greeting(greeting)
        self.state = "NONAUTH"
        # What the greeting offers counts when nobody in between can have said it.
        is_encrypted = isinstance(self.sock, ssl.SSLSocket)
        self.learn_capabilities(_CAPABILITY.findall(greeting)[:1] if is_encrypted else ())
        if not {"IMAP4REV1", "IMAP4REV2"} & set(self.capabilities):
            self._fail(MailError(Code.PROTOCOL, " ".join(self.capabilities), subject=self.host))

    def _check_greeting(self, line: bytes) -> None:
        words = b" ".join(line.split(b" ", 2)[2:])
        self.greeting = server_text(words)
        self._note_alert(words)
        if line.upper().startswith(b"* OK"):
            return
        said = server_text(line)
        problem = MailError(greeting_problem(said), said, subject=self.host, alerts=self.alerts)
        self._fail(problem)

    def _note_alert(self, said: bytes) -> None:
        if _ALERT.search(said[:SERVER_WORDS_LIMIT]) and len(self.alerts) < ALERTS_LIMIT:
            self.alerts.append(server_text(said[:SERVER_WORDS_LIMIT]))

    def learn_capabilities(self, told: Sequence[bytes]) -> None:
        """Those that were *told* unasked, else those that the server tells when it is asked."""
        if told:
            self._keep_capabilities(told)
        else:
            self._get_capabilities()

    def _get_capabilities(self) -> None:
        _, told = self.capability()
        self._keep_capabilities([line for line in told if isinstance(line, bytes)])

    def _keep_capabilities(self, told: Sequence[bytes]) -> None:
        text = b" ".join(told)
        self.capabilities = tuple(text.decode("ascii", "replace").upper().split())

    def _command(self, name: str, *arguments: Any) -> bytes:
        if self.settle is not None:
            self.settle()
        self._allow(self.timeout_s)
        self.untagged_responses.clear()
        try:
            return super()._command(name, *arguments)  # type: ignore[misc, no-any-return]
        except ValueError:
            # Newer libraries send no control characters, which IMAP allows in a quoted string. That
            # is about one command, not about the connection: nothing has been sent.
            self.literal = None
            raise CommandRefused(b"Control character", "BAD") from None

    def _command_complete(self, name: str, tag: bytes) -> tuple[str, list[bytes]]:
        """The answer, which is OK; anything else is raised as CommandRefused."""
        while self.tagged_commands[tag] is None:
            self._get_response()
        status, said = self.tagged_commands.pop(tag)
        self._note_alert(said[-1])
        if status.upper() != "OK":
            raise CommandRefused(said[-1], status.upper())
        return status, said

    def _get_response(self) -> bytes | None:
        """A server that leaves says why first; that counts as the answer (RFC 9051 §7.1.5)."""
        try:
            line: bytes | None = super()._get_response()  # type: ignore[misc]
        except MailError:
            if goodbye := self.untagged_responses.get("BYE"):
                raise CommandRefused(goodbye[-1], "BYE") from None
            raise
        return line

    def _append_untagged(self, kind: str, said: Any) -> None:
        if kind.upper() in _STATUS and isinstance(said, bytes):
            self._note_alert(said)
        if kind.upper() == "CLOSED":
            # What came before it was said of the mailbox that was open before (RFC 7162 §3.2.11).
            self.untagged_responses.clear()
        super()._append_untagged(kind.upper(), said)  # type: ignore[misc]

    def _get_line(self) -> bytes:
        line = self.readline()
        if not line.endswith(b"\r\n"):
            raise self.abort("a line without CRLF")
        return line[:-2]

    def _log(self, line: str) -> None:
        """imaplib would remember the last commands, the one with the password among them."""

    # Limits.

    def unread(self) -> bytes:
        """What has come and was not read; :meth:`skip` what is read of it."""
        return bytes(self._unread)

    def skip(self, size: int) -> None:
        del self._unread[:size]

    def count_line(self) -> None:
        self._lines += 1
        if self._lines > LINES_LIMIT:
            self._fail(MailError(Code.TOO_MUCH, subject=self.host))

    def _allow(self, seconds: float, budget: int = 0) -> None:
        self._deadline = min(time.monotonic() + seconds, self._ends_at)
        self._budget = budget or (BUDGET if self.is_signed_in else GREETING_BUDGET)
        self._lines = 0

    def _left_s(self) -> float:
        left_s = self._deadline - time.monotonic()
        if left_s <= 0:
            raise TimeoutError
        return left_s

    def _receive(self, most: int = CHUNK) -> memoryview:
        """What comes next, at most *most* octets of it, until something else comes."""
        try:
            return self._arriving(most)
        except OSError as error:
            self._fail(socket_problem(error, self.host))

    def _receive_more(self) -> None:
        self._unread += self._receive()

    def _fill(self) -> None:
        """Raises OSError, after which nothing is lost when it is a TimeoutError."""
        self._unread += self._arriving(CHUNK)

    def _arriving(self, most: int) -> memoryview:
        left_s, set_s = self._left_s(), self.sock.gettimeout()
        if set_s is None or not left_s <= set_s <= left_s + TIMEOUT_STEP_S:
            self.sock.settimeout(left_s)
        octets = _landing.octets
        size = self.sock.recv_into(octets, min(most, CHUNK))
        if not size:
            self._fail(MailError(Code.DROPPED, subject=self.host))
        self.bytes_in += size
        self._budget -= size
        if self._budget < 0:
            self._fail(MailError(Code.TOO_MUCH, subject=self.host))
        return octets[:size]

    def _take(self, size: int) -> bytes:
        with memoryview(self._unread) as view:
            taken = bytes(view[:size])
        del self._unread[:size]
        return taken

    def _fail(self, problem: MailError) -> NoReturn:
        self.is_broken = True
        self.sock.close()
        raise problem from None
