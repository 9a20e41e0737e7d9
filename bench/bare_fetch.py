"""The floor of fetching: a bare TLS socket that says the same and does not look at the answers."""

from __future__ import annotations

import socket
import ssl
from collections import deque
from collections.abc import Sequence

from tests.servers.clients import for_host
from tests.servers.leash import HOST
from tests.servers.world import MailWorld, User

AHEAD = 2
_TAIL = 64


class BareClient:
    """Signed in, with INBOX open, at *user*'s mailbox."""

    def __init__(self, world: MailWorld, user: User) -> None:
        plain = socket.create_connection((HOST, world.dovecot.imaps_port))
        self._sock: ssl.SSLSocket = for_host(world).wrap_socket(plain)
        self._landing = memoryview(bytearray(64 * 1024))
        self.octets = 0
        self.ask([f'a1 LOGIN "{user.address}" "{user.password}"\r\n'.encode()])
        self.ask([b"a2 EXAMINE INBOX\r\n"])

    def close(self) -> None:
        self._sock.close()

    def ask(self, commands: Sequence[bytes]) -> None:
        """Each command in its turn, :data:`AHEAD` of them on their way."""
        waiting = deque(commands)
        on_their_way = deque[bytes]()
        tail = b""
        while waiting or on_their_way:
            while waiting and len(on_their_way) < AHEAD:
                self._sock.sendall(waiting[0])
                on_their_way.append(b"\r\n" + waiting.popleft().partition(b" ")[0] + b" OK")
            size = self._sock.recv_into(self._landing)
            if not size:
                raise SystemExit("Dovecot closed the connection.")
            self.octets += size
            seen = tail + self._landing[:size]
            while on_their_way and on_their_way[0] in seen:
                on_their_way.popleft()
            tail = seen[-_TAIL:]
