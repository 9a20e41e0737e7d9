"""Scripts that fit any protocol. A script for ScriptedServer takes one connection and returns."""

from __future__ import annotations

from tests.servers.scripted import Connection, Script


def never_answers(connection: Connection) -> None:
    """Accepts the connection and says nothing, whatever it hears."""
    connection.wait()


def greets(text: str) -> Script:
    """One line, then silence: ``+OK POP3 ready`` or ``220 smtp`` where IMAP was expected."""

    def script(connection: Connection) -> None:
        connection.send_line(text)
        connection.wait()

    return script


def drops_after(text: str) -> Script:
    """One line, then the connection is gone."""
    return lambda connection: connection.send_line(text)


def sends_without_end(chunk: bytes) -> Script:
    """*chunk* again and again until the client has had enough of it."""

    def script(connection: Connection) -> None:
        while True:
            connection.send(chunk)

    return script
