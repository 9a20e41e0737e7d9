"""An IMAP server that follows a script, written as data."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass

from bench.internet.authority import Kind
from bench.internet.line import Line
from bench.internet.users import NOBODY, Users

OK = "TAG OK done\n"
_LITERAL = re.compile(r"\{(\d+)(\+?)\}$")


@dataclass(frozen=True, slots=True)
class ImapTalk:
    """What is said at each point, lines ending in LF, ``TAG`` for the client's tag.

    An empty answer drops the connection there. The signed-in part may differ by user name, see
    :class:`Users`; ``logins`` are the answers to one attempt after the other, the last for good.
    """

    greeting: str = "* OK IMAP ready\n"
    offers: str = "IMAP4rev1 STARTTLS LOGINDISABLED"
    offers_tls: str = "IMAP4rev1 AUTH=PLAIN ID NAMESPACE"
    starttls: str = "TAG OK begin\n"
    logins: tuple[str, ...] = (OK,)
    plain_command: str = ""
    """The answer to the LOGIN command, where AUTHENTICATE is answered otherwise."""
    identify: str = "* ID NIL\n" + OK
    namespace: str = '* NAMESPACE (("" "/")) NIL NIL\n' + OK
    examine: str = (
        "* 0 EXISTS\n* 0 RECENT\n* FLAGS (\\Seen)\n* OK [UIDVALIDITY 1] valid\n"
        "* OK [UIDNEXT 1] next\nTAG OK [READ-ONLY] done\n"
    )
    pause_s: float = 0.0
    is_gbk: bool = False
    """Old servers in China write in their own charset."""


@dataclass(frozen=True, slots=True)
class Imap:
    talk: ImapTalk = ImapTalk()
    implicit_tls: bool = True
    certificate: Kind = Kind.GOOD
    users: Users = NOBODY

    def serve(self, line: Line) -> None:
        if self.implicit_tls:
            line.start_tls(self.certificate)
        _Session(self, line).run()


class _Session:
    def __init__(self, server: Imap, line: Line) -> None:
        self._server = server
        self._talk = server.talk
        self._line = line
        self._attempts = 0

    def run(self) -> None:
        self._line.wait(self._talk.pause_s)
        self._say(self._talk.greeting, "")
        while True:
            tag, command, rest = self._command()
            self._say(self._answer(command, rest), tag)
            if command == "STARTTLS" and " OK" in self._talk.starttls:
                self._line.start_tls(self._server.certificate)

    def _command(self) -> tuple[str, str, str]:
        text = self._line.read_line()
        while literal := _LITERAL.search(text):
            if not literal[2]:
                self._line.send("+ go on\n")
            text = text[: literal.start()] + self._quoted(int(literal[1])) + self._line.read_line()
        tag, _, rest = text.partition(" ")
        command, _, rest = rest.partition(" ")
        return tag, command.upper(), rest

    def _quoted(self, size: int) -> str:
        return '"' + self._line.read(size).decode("utf-8", "replace") + '"'

    def _answer(self, command: str, rest: str) -> str:
        talk = self._talk
        match command:
            case "CAPABILITY":
                return f"* CAPABILITY {self._offers()}\n{OK}"
            case "STARTTLS":
                return talk.starttls
            case "LOGIN":
                return self._signed_in(rest.split('"')[1] if '"' in rest else rest.split(" ")[0])
            case "AUTHENTICATE":
                return self._authenticated(rest)
            case "ID":
                return talk.identify
            case "NAMESPACE":
                return talk.namespace
            case "EXAMINE" | "SELECT":
                return talk.examine
            case "LOGOUT":
                return f"* BYE bye\n{OK}"
        return OK if command in {"NOOP", "ENABLE"} else "TAG BAD unknown command\n"

    def _offers(self) -> str:
        return self._talk.offers_tls if self._line.is_encrypted else self._talk.offers

    def _authenticated(self, rest: str) -> str:
        method, _, initial = rest.partition(" ")
        if method.upper() != "PLAIN":
            return "TAG NO unknown mechanism\n"
        if not initial:
            self._line.send("+ \n")
            initial = self._line.read_line()
        return self._signed_in(_plain_name(initial), by_command=False)

    def _signed_in(self, name: str, *, by_command: bool = True) -> str:
        self._talk = self._server.users.imap.get(name, self._talk)
        answers = self._talk.logins
        if by_command and self._talk.plain_command:
            return self._talk.plain_command
        self._attempts += 1
        return answers[min(self._attempts, len(answers)) - 1]

    def _say(self, text: str, tag: str) -> None:
        if not text:
            raise ConnectionError("The script ends here.")
        said = text.replace("TAG", tag)
        octets = said.replace("\n", "\r\n").encode("gb18030" if self._talk.is_gbk else "utf-8")
        self._line.send(octets)
        if "* BYE" in said:
            raise ConnectionError("The script ends here.")


def _plain_name(initial: str) -> str:
    try:
        return base64.b64decode(initial).split(b"\0")[1].decode("utf-8", "replace")
    except (ValueError, IndexError):
        return ""
