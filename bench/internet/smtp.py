"""A submission server that follows a script, written as data."""

from __future__ import annotations

import base64
from dataclasses import dataclass

from bench.internet.authority import Kind
from bench.internet.line import Line
from bench.internet.users import NOBODY, Users


@dataclass(frozen=True, slots=True)
class SmtpTalk:
    """What is said at each point, lines ending in LF; an empty answer drops the connection."""

    greeting: str = "220 ESMTP ready\n"
    offers: tuple[str, ...] = ("STARTTLS", "8BITMIME")
    offers_tls: tuple[str, ...] = ("AUTH PLAIN LOGIN", "8BITMIME", "SIZE 50000000")
    starttls: str = "220 go ahead\n"
    logins: tuple[str, ...] = ("235 2.7.0 accepted\n",)
    sender: str = "250 2.1.0 fine\n"
    recipient: str = "250 2.1.5 fine\n"
    data: str = "354 go on\n"
    accepted: str = "250 2.0.0 queued\n"
    pause_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Smtp:
    talk: SmtpTalk = SmtpTalk()
    implicit_tls: bool = True
    certificate: Kind = Kind.GOOD
    users: Users = NOBODY

    def serve(self, line: Line) -> None:
        if self.implicit_tls:
            line.start_tls(self.certificate)
        _Session(self, line).run()


class _Session:
    def __init__(self, server: Smtp, line: Line) -> None:
        self._server = server
        self._talk = server.talk
        self._line = line
        self._attempts = 0

    def run(self) -> None:
        self._line.wait(self._talk.pause_s)
        self._say(self._talk.greeting)
        while True:
            command, _, rest = self._line.read_line().partition(" ")
            self._say(self._answer(command.upper(), rest))
            if command.upper() == "STARTTLS" and self._talk.starttls.startswith("220"):
                self._line.start_tls(self._server.certificate)
            if command.upper() == "QUIT":
                return

    def _answer(self, command: str, rest: str) -> str:
        match command:
            case "EHLO" | "HELO":
                return self._offer()
            case "STARTTLS":
                return self._talk.starttls
            case "AUTH":
                return self._authenticated(rest)
            case "MAIL":
                return self._talk.sender
            case "RCPT":
                return self._talk.recipient
            case "DATA":
                return self._received()
            case "QUIT":
                return "221 2.0.0 bye\n"
        return "250 2.0.0 fine\n"

    def _offer(self) -> str:
        offers = self._talk.offers_tls if self._line.is_encrypted else self._talk.offers
        lines = ["ready", *offers]
        last = len(lines) - 1
        return "".join(f"250{' ' if n == last else '-'}{text}\n" for n, text in enumerate(lines))

    def _authenticated(self, rest: str) -> str:
        method, _, initial = rest.partition(" ")
        if method.upper() == "LOGIN":
            name = _decoded(initial or self._asked("334 VXNlcm5hbWU6\n"))
            self._asked("334 UGFzc3dvcmQ6\n")
        elif method.upper() == "PLAIN":
            name = [*_decoded(initial or self._asked("334 \n")).split("\0"), "", ""][1]
        else:
            return "504 5.5.4 unknown mechanism\n"
        self._talk = self._server.users.smtp.get(name, self._talk)
        self._attempts += 1
        return self._talk.logins[min(self._attempts, len(self._talk.logins)) - 1]

    def _received(self) -> str:
        if self._talk.data.startswith("354"):
            self._line.send(self._talk.data)
            while self._line.read_line() != ".":
                pass
            return self._talk.accepted
        return self._talk.data

    def _asked(self, challenge: str) -> str:
        self._line.send(challenge)
        return self._line.read_line()

    def _say(self, text: str) -> None:
        if not text:
            raise ConnectionError("The script ends here.")
        self._line.send(text)
        if text.startswith("421"):
            raise ConnectionError("The script ends here.")


def _decoded(text: str) -> str:
    try:
        return base64.b64decode(text).decode("utf-8", "replace")
    except ValueError:
        return ""
