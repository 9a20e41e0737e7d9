"""A Dovecot under twenty names, as if the accounts lay with twenty providers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from tests.servers.leash import HOST, free_ports
from tests.servers.tcp import TcpServer
from tests.servers.world import MailWorld, User

HOSTS = 20


class ManyHosts(MailWorld):
    def host_of(self, number: int) -> str:
        return f"m{number % HOSTS}.{self.domain}"

    def users(self, count: int) -> list[User]:
        """With empty mailboxes; Dovecot knows them at once."""
        people = [User(f"p{n}@{self.domain}", f"password {n}") for n in range(count)]
        for user in people:
            self.dovecot.add_user(*user)
        return people

    def _names(self) -> tuple[str, ...]:
        return (self.host, f"*.{self.domain}")

    def _records(self) -> dict[tuple[str, str], list[str]]:
        names = {(self.host_of(number), "A"): [HOST] for number in range(HOSTS)}
        return {**super()._records(), **names}


@contextmanager
def dead_ports() -> Iterator[tuple[int, int]]:
    """One that accepts and never says a word, and one where nobody listens."""

    def listen(sock: object) -> None:
        while sock.recv(1024):  # type: ignore[attr-defined]
            pass

    with TcpServer(listen) as silent:
        yield silent.port, free_ports(1)[0]
