"""A submission server that can be told to misbehave at any command."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.servers.scripted import Connection, Script

END_OF_DATA = "."
"""The name under which the answer to a whole message is looked up."""


@dataclass(frozen=True, slots=True)
class SmtpScript:
    """Accepts everything; ready for ScriptedServer.

    *replies* replace the answer of a command, END_OF_DATA among them: ``{"RCPT": "450 4.2.1
    Later"}``; an empty one cuts the connection. *extensions* follow EHLO, one to a line.
    """

    greeting: str = "220 mail.fjord.example ESMTP"
    extensions: tuple[str, ...] = ("AUTH PLAIN LOGIN", "SIZE 10000000", "8BITMIME")
    replies: Mapping[str, str] = field(default_factory=dict)

    def __call__(self, connection: Connection) -> None:
        connection.send_line(self.greeting)
        while True:
            verb = _command(connection)
            reply = self.replies.get(verb, self._usual(verb))
            if not reply:
                return
            connection.send_line(reply)
            if verb == "QUIT":
                return
            if verb == "STARTTLS" and reply.startswith("2"):
                connection.start_tls()
            if verb == "DATA" and reply.startswith("3") and not self._message(connection):
                return

    def _usual(self, verb: str) -> str:
        if verb == "EHLO":
            lines = ("mail.fjord.example", *self.extensions)
            return "\r\n".join(f"250{' ' if line is lines[-1] else '-'}{line}" for line in lines)
        return _USUAL.get(verb, "502 5.5.1 Unknown command")

    def _message(self, connection: Connection) -> bool:
        """Read the message and answer; false when the answer is to cut the connection."""
        while connection.read_line() != b".\r\n":
            pass
        reply = self.replies.get(END_OF_DATA, "250 2.0.0 Queued as 1")
        if reply:
            connection.send_line(reply)
        return bool(reply)


_USUAL = {
    "HELO": "250 mail.fjord.example",
    "STARTTLS": "220 2.0.0 Go ahead",
    "AUTH": "235 2.7.0 Signed in",
    "MAIL": "250 2.1.0 Sender ok",
    "RCPT": "250 2.1.5 Recipient ok",
    "DATA": "354 End with a dot",
    "RSET": "250 2.0.0 Reset",
    "NOOP": "250 2.0.0 Nothing done",
    "QUIT": "221 2.0.0 Bye",
}


def _command(connection: Connection) -> str:
    """The name of the next command. The lines of a password that follow AUTH are read with it."""
    words = connection.read_line().decode("latin-1").split()
    verb = words[0].upper() if words else ""
    if verb == "AUTH" and len(words) == 2:
        prompts = ("VXNlcm5hbWU6", "UGFzc3dvcmQ6") if words[1].upper() == "LOGIN" else ("",)
        for prompt in prompts:
            connection.send_line(f"334 {prompt}")
            connection.read_line()
    elif verb == "AUTH" and words[1].upper() == "LOGIN":
        connection.send_line("334 UGFzc3dvcmQ6")
        connection.read_line()
    return verb


def refuses_login(text: str) -> Script:
    """``535 5.7.8 Wrong password`` is for good, ``454 4.7.0 Try later`` is not."""
    return SmtpScript(replies={"AUTH": text})


def drops_after_data() -> Script:
    """Takes the whole message and is gone: nobody knows whether it was accepted."""
    return SmtpScript(replies={END_OF_DATA: ""})


def drops_at(verb: str) -> Script:
    """Gone in the place of an answer to *verb*."""
    return SmtpScript(replies={verb: ""})


def offers_no_starttls() -> Script:
    return SmtpScript(replies={"STARTTLS": "502 5.5.1 Unknown command"})
