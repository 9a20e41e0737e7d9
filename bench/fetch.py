"""Fetching alone: what the transport takes from a real Dovecot over TLS, with nothing stored.

First the headers of every message, then the parts that are read of it; beside a bare socket that
sends the same commands two at a time and reads the same octets without looking at them, and beside
mbsync, which fetches whole messages and stores them.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from bench import mbsync
from bench.bare_fetch import BareClient
from bench.mail.corpus import letters
from bench.report import middle, note, say
from bench.stage import fill, warm
from mail.core.endpoint import Endpoint, Login, Security, Service
from mail.core.mime.structure import from_server
from mail.transport.imap_session import FetchedHeader, ImapSession, open_session
from mail.transport.secret import Secret
from tests.servers.world import MailWorld, User

MESSAGES, MESSAGES_FULL = 2_000, 10_000
REPEATS = 3
PART_LIMIT_BYTES = 1024 * 1024
PASSES = ("headers", "parts")


@dataclass(frozen=True, slots=True)
class Taken:
    """*cpu_s* is our own process's."""

    wall_s: float
    cpu_s: float


Round = dict[str, Taken]


def main(*, full: bool) -> None:
    count = MESSAGES_FULL if full else MESSAGES
    with MailWorld() as world:
        user = world.new_user("bench")
        fill(world, user, letters(count))
        warm(world, user)
        rounds = [_round(world, user, count) for _ in range(REPEATS)]
    _report(count, rounds)


def _round(world: MailWorld, user: User, count: int) -> Round:
    taken = {"mbsync": Taken(mbsync.first_sync_s(world, user, count), 0.0)}
    with _session(world, user) as session:
        said = _Said(session)
        taken |= _ours(session, said, count)
    taken |= _bare(world, user, said)
    note(", ".join(f"{name} {count / one.wall_s:,.0f}/s" for name, one in taken.items()))
    return taken


class _Said:
    """The commands of a session, by the pass that they belong to."""

    def __init__(self, session: ImapSession) -> None:
        self.commands: dict[str, list[bytes]] = {}
        self._lines: list[bytes] = []
        self._send = session.connection.wire.send
        setattr(session.connection.wire, "send", self._noted)  # noqa: B010 - not a method's place

    def timed(self, name: str, work: Callable[[], None]) -> Round:
        self._lines = self.commands[name] = []
        return {name: _timed(work)}

    def _noted(self, data: Any) -> None:
        self._lines += bytes(data).splitlines(keepends=True)
        self._send(data)


def _ours(session: ImapSession, said: _Said, count: int) -> Round:
    session.select("INBOX")
    newest_first = session.uids()[::-1]
    listed: list[FetchedHeader] = []
    taken = said.timed("headers", lambda: listed.extend(session.fetch_headers(newest_first)))
    readable = {one.uid: _readable(one) for one in listed}
    brought = 0

    def parts() -> None:
        nonlocal brought
        for _ in session.fetch_parts_of_many(readable, PART_LIMIT_BYTES):
            brought += 1

    taken |= said.timed("parts", parts)
    if brought != count:
        raise SystemExit(f"The parts of {brought} of {count} messages came.")
    return taken


def _readable(one: FetchedHeader) -> tuple[str, ...]:
    read = from_server(one.bodystructure, size_bytes=one.size_bytes, header=one.header)
    return tuple(dict.fromkeys((*read.text, *read.html)))


def _bare(world: MailWorld, user: User, said: _Said) -> Round:
    client = BareClient(world, user)
    try:
        return {
            f"bare {name}": _timed(lambda name=name: client.ask(said.commands[name]))  # type: ignore[misc]
            for name in PASSES
        }
    finally:
        client.close()


def _session(world: MailWorld, user: User) -> AbstractContextManager[ImapSession]:
    endpoint = Endpoint(Service.IMAP, world.host, world.dovecot.imaps_port, Security.TLS)
    return open_session(Login(endpoint, user.address), Secret(user.password), world.policy())


def _timed(work: Callable[[], object]) -> Taken:
    started, before = time.monotonic(), _cpu_s()
    work()
    return Taken(time.monotonic() - started, _cpu_s() - before)


def _cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _report(count: int, rounds: list[Round]) -> None:
    def rate(name: str) -> float:
        return count / middle([taken[name].wall_s for taken in rounds])

    for name in PASSES:
        label = f"Fetch over TLS, {count:,} messages: {name}"
        say(label, rate(name), "messages/s", "mbsync, everything", rate("mbsync"))
        say(label, rate(name), "messages/s", "bare socket, same commands", rate(f"bare {name}"))
        cpu_ms = 1000 * middle([taken[name].cpu_s for taken in rounds]) / count
        floor_ms = 1000 * middle([taken[f"bare {name}"].cpu_s for taken in rounds]) / count
        say(f"{label}: our processor", cpu_ms, "ms/message", "bare socket", floor_ms)


if __name__ == "__main__":
    main(full="--full" in sys.argv)
