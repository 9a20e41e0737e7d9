"""Answers to FETCH, for servers that improvise."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from mail.transport.imap_session import ImapSession, open_session
from tests.servers.scripted import Connection, ScriptedServer
from tests.transport.talk import PASSWORD, POLICY, imap_login

STRUCTURE = b'("TEXT" "PLAIN" NIL NIL NIL "7BIT" 5 1)'
OK = b"TAG OK done\r\n"


def record(uid: int, structure: bytes = STRUCTURE, subject: bytes = b"Hi") -> bytes:
    header = b"Subject: " + subject + b"\r\n\r\n"
    return (
        b'* %d FETCH (UID %d FLAGS (\\Seen) INTERNALDATE "01-Nov-2026 12:00:00 +0100" '
        b"RFC822.SIZE 40 BODYSTRUCTURE %s BODY[HEADER]<0> {%d}\r\n%s)\r\n"
    ) % (uid, uid, structure, len(header), header)


def asked(command: str) -> list[int]:
    """The uids of a UID FETCH."""
    uids: list[int] = []
    for part in command.split()[2].split(","):
        first, _, last = part.partition(":")
        uids += range(int(first), int(last or first) + 1)
    return uids


def fetching(answer: Callable[[str], bytes | None]) -> Callable[[str], bytes | None]:
    return lambda command: answer(command) if command.startswith("UID FETCH") else None


@contextmanager
def session_where(
    on_fetch: Callable[[Connection, bytes, str], None], *, timeout_s: float = 5.0
) -> Iterator[ImapSession]:
    """A session with INBOX selected, at a server that leaves every FETCH (its tag, its command) to
    *on_fetch* and says yes to everything else."""

    def script(connection: Connection) -> None:
        connection.send_line("* OK ready")
        while True:
            tag, _, command = connection.read_line().strip().partition(b" ")
            if command.startswith(b"UID FETCH"):
                on_fetch(connection, tag, command.decode())
            else:
                told = b"* CAPABILITY IMAP4rev1\r\n* OK [UIDVALIDITY 1] valid\r\n"
                connection.send(told + tag + b" OK done\r\n")

    with (
        ScriptedServer(script) as server,
        open_session(imap_login(server), PASSWORD, POLICY, timeout_s=timeout_s) as session,
    ):
        session.select("INBOX")
        yield session
