"""A loop with one connection to a scripted server, which does as the test likes once it is idle."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from mail.core.endpoint import Security
from mail.core.errors import Code
from mail.transport.imap_session import open_session
from mail.transport.imap_signed_in import Ended, hand_over
from mail.transport.imap_watch import WatchLoop
from mail.transport.policy import Policy
from tests.servers.scripted import Connection, Script, ScriptedServer
from tests.transport.talk import PASSWORD, POLICY, imap_login

USUAL = {
    "CAPABILITY": "* CAPABILITY IMAP4rev1 IDLE\r\n",
    "EXAMINE": "* 3 EXISTS\r\n* OK [UIDVALIDITY 1] valid\r\n* OK [UIDNEXT 4] next\r\n",
}
WITHIN_S = 10.0


def then(idle: Script) -> Script:
    """A server that lets everybody in; at the first IDLE it goes on with *idle*."""

    def script(connection: Connection) -> None:
        connection.send_line("* OK ready")
        while True:
            tag, _, command = connection.read_line().decode().strip().partition(" ")
            if command == "IDLE":
                connection.send_line("+ idling")
                idle(connection)
                return
            name = command.partition(" ")[0]
            connection.send(f"{USUAL.get(name, '')}{tag} OK done\r\n".encode())

    return script


class Watched:
    """A loop, and what it has told."""

    def __init__(self) -> None:
        self.news: list[int] = []
        self.ended: list[Ended] = []
        self.loop = WatchLoop[int](self.news.append, lambda _, ended: self.ended.append(ended))
        self.loop.start()

    def take(
        self,
        server: ScriptedServer,
        key: int = 1,
        *,
        again_s: float = 60.0,
        policy: Policy = POLICY,
        security: Security = Security.NONE,
    ) -> None:
        with open_session(imap_login(server, security), PASSWORD, policy, timeout_s=5) as session:
            session.select("INBOX")
            self.loop.take(key, hand_over(session, again_s))

    def until(self, true: Callable[[], object]) -> None:
        ends_at = time.monotonic() + WITHIN_S
        while not true():
            assert time.monotonic() < ends_at, (self.news, self.ended)
            time.sleep(0.01)

    def end(self) -> Code:
        """Why the one connection ended."""
        self.until(lambda: self.ended)
        (ended,) = self.ended
        return ended.problem.code


@contextmanager
def watched_by() -> Iterator[Watched]:
    watched = Watched()
    try:
        yield watched
    finally:
        watched.loop.stop()


@contextmanager
def watched(script: Script, *, again_s: float = 60.0) -> Iterator[Watched]:
    with ScriptedServer(script) as server, watched_by() as loop:
        loop.take(server, again_s=again_s)
        yield loop
