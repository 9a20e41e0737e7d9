"""An IMAP server of a few commands that can be told to misbehave at any of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.servers.scripted import Connection, Script

CAPABILITIES = "IMAP4rev1 SASL-IR AUTH=PLAIN"
_LITERAL = re.compile(rb"\{(\d+)(\+?)\}\r\n$")


@dataclass(frozen=True, slots=True)
class ImapScript:
    """Answers for one INBOX with one message; ready for ScriptedServer.

    *replies* replace the tagged answer of a command: ``{"LOGIN": "NO [UNAVAILABLE] Later"}``;
    an empty one cuts the connection. FETCH announces a literal of ``len(message)`` bytes and
    is cut after *fetch_bytes* of them, unless that is None. *injected* is sent together with the
    answer to STARTTLS, before the encryption begins.
    """

    greeting: str = f"* OK [CAPABILITY {CAPABILITIES}] ready"
    capabilities: str = CAPABILITIES
    replies: Mapping[str, str] = field(default_factory=dict)
    message: bytes = b"Subject: One\r\n\r\nHello\r\n"
    fetch_bytes: int | None = None
    injected: bytes = b""

    def __call__(self, connection: Connection) -> None:
        connection.send_line(self.greeting)
        while True:
            tag, verb = self._command(connection)
            reply = self.replies.get(verb, "OK done" if verb in _UNTAGGED else "BAD unknown")
            if not reply:
                return
            if reply.startswith("OK"):
                self._before_reply(connection, verb)
                if verb == "FETCH" and self.fetch_bytes is not None:
                    return
            injected = self.injected if verb == "STARTTLS" else b""
            connection.send(f"{tag} {reply}\r\n".encode() + injected)
            if verb == "LOGOUT":
                return
            if verb == "STARTTLS" and reply.startswith("OK"):
                connection.start_tls()

    def _command(self, connection: Connection) -> tuple[str, str]:
        """Tag and name of the next command; its literals are read with it."""
        line = connection.read_line()
        words = line.decode("latin-1").split()
        while literal := _LITERAL.search(line):
            if not literal[2]:
                connection.send_line("+ go on")
            connection.read_exactly(int(literal[1]))
            line = connection.read_line()
        verb = words[1].upper() if len(words) > 1 else ""
        if verb == "UID" and len(words) > 2:
            verb = words[2].upper()
        if verb == "AUTHENTICATE" and len(words) == 3:
            connection.send_line("+ ")
            connection.read_line()
        return (words[0] if words else "*"), verb

    def _before_reply(self, connection: Connection, verb: str) -> None:
        if verb == "FETCH":
            self._fetch(connection)
            return
        text = _UNTAGGED.get(verb, "").format(capabilities=self.capabilities)
        for line in filter(None, text.split("\n")):
            connection.send_line(f"* {line}")

    def _fetch(self, connection: Connection) -> None:
        size = len(self.message)
        head = f"* 1 FETCH (UID 1 FLAGS () RFC822.SIZE {size} BODY[] {{{size}}}\r\n"
        connection.send(head.encode() + self.message[: self.fetch_bytes])
        if self.fetch_bytes is None:
            connection.send_line(")")


_SELECTED = (
    "1 EXISTS\n0 RECENT\nFLAGS (\\Seen \\Deleted)\nOK [UIDVALIDITY 1] valid\nOK [UIDNEXT 2] next"
)
_UNTAGGED = {
    "CAPABILITY": "CAPABILITY {capabilities}",
    "STARTTLS": "",
    "LOGIN": "",
    "AUTHENTICATE": "",
    "ID": "ID NIL",
    "ENABLE": "ENABLED",
    "NAMESPACE": 'NAMESPACE (("" "/")) NIL NIL',
    "LIST": 'LIST (\\HasNoChildren) "/" INBOX',
    "LSUB": 'LSUB () "/" INBOX',
    "STATUS": "STATUS INBOX (MESSAGES 1 UIDNEXT 2 UIDVALIDITY 1 UNSEEN 1)",
    "SELECT": _SELECTED,
    "EXAMINE": _SELECTED,
    "SEARCH": "SEARCH 1",
    "FETCH": "",
    "NOOP": "",
    "CLOSE": "",
    "UNSELECT": "",
    "LOGOUT": "BYE bye",
}


def refuses_login(text: str) -> Script:
    """*text* begins with NO: ``NO [AUTHENTICATIONFAILED] Wrong password``."""
    return ImapScript(replies={"LOGIN": text, "AUTHENTICATE": text})


def drops_while_fetching(after_bytes: int, message: bytes) -> Script:
    """The connection is cut inside the literal of the first FETCH."""
    return ImapScript(fetch_bytes=after_bytes, message=message)


def is_preauthenticated() -> Script:
    """PREAUTH leaves no room for STARTTLS: a man in the middle may say it (RFC 9051 §11.1)."""
    return ImapScript(greeting="* PREAUTH ready", capabilities="IMAP4rev1 STARTTLS")


def offers_no_starttls() -> Script:
    return ImapScript(replies={"STARTTLS": "BAD unknown"})


def injects_into_starttls(line: str) -> Script:
    """What a client reads after the handshake was sent before it. Needs a certificate."""
    capabilities = "IMAP4rev1 STARTTLS LOGINDISABLED"
    return ImapScript(
        greeting=f"* OK [CAPABILITY {capabilities}] ready",
        capabilities=capabilities,
        injected=line.encode() + b"\r\n",
    )
