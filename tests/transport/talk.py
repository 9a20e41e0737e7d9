"""Talking to scripted servers: where they are, who signs in, and an IMAP server that improvises."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ipaddress import ip_network

from mail.core.endpoint import Endpoint, Login, Security, Service
from mail.transport.imap_session import ImapSession, open_session
from mail.transport.policy import Policy
from mail.transport.secret import Secret
from tests.servers.scripted import Connection, Script, ScriptedServer

HOST = "127.0.0.1"
POLICY = Policy(private_networks=(ip_network("127.0.0.0/8"),))
PASSWORD = Secret("hemmelig-42")

_USUAL = {
    "CAPABILITY": "* CAPABILITY IMAP4rev1\r\n",
    "EXAMINE": "* 3 EXISTS\r\n* OK [UIDVALIDITY 1] valid\r\n* OK [UIDNEXT 4] next\r\n",
    "LOGOUT": "* BYE bye\r\n",
}


def imap_login(server: ScriptedServer, security: Security = Security.NONE) -> Login:
    return Login(Endpoint(Service.IMAP, HOST, server.port, security), "kari")


def smtp_login(server: ScriptedServer, security: Security = Security.NONE) -> Login:
    return Login(Endpoint(Service.SMTP, HOST, server.port, security), "kari")


def improvising(answer: Callable[[str], bytes | None]) -> Script:
    """An IMAP server on which *answer* is asked first: given a command without its tag, it returns
    the whole answer with ``TAG`` in the place of the tag, or None for the usual one. The DONE of
    an IDLE is a command with the tag of that IDLE."""

    def script(connection: Connection) -> None:
        connection.send_line("* OK ready")
        tag = ""
        while True:
            line = connection.read_line().decode("utf-8", "surrogateescape").strip()
            if line == "DONE":
                command = line
            else:
                tag, _, command = line.partition(" ")
            usual = _USUAL.get(command.partition(" ")[0], "") + "TAG OK done\r\n"
            reply = answer(command)
            connection.send((reply or usual.encode()).replace(b"TAG", tag.encode()))

    return script


@contextmanager
def session_with(
    answer: Callable[[str], bytes | None], *, timeout_s: float = 5.0
) -> Iterator[tuple[ImapSession, ScriptedServer]]:
    """A session with INBOX selected, and the server that it talks to."""
    with (
        ScriptedServer(improvising(answer)) as server,
        open_session(imap_login(server), PASSWORD, POLICY, timeout_s=timeout_s) as session,
    ):
        session.select("INBOX")
        yield session, server


def heard(server: ScriptedServer) -> bytes:
    """Everything that clients said."""
    return b"".join(server.received)
