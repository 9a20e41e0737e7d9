"""A Dovecot that writes its mailboxes' names otherwise than modified UTF-7.

It keeps to the standard itself, so a proxy in front of it puts other octets in the place of a name
in what it says, and understands these only.
"""

from __future__ import annotations

import ssl
from collections.abc import Mapping

from tests.servers.chaos import ChaosProxy, Fault
from tests.servers.world import MailWorld


class OddNames(ChaosProxy):
    """*names*: as the server has them, and as it is to write them. Each is short enough to come in
    one piece. ``said`` is all that clients said."""

    def __init__(self, world: MailWorld, names: Mapping[bytes, bytes]) -> None:
        super().__init__(world, lambda _connection: None)
        self._names = names
        self.said = b""

    def asked(self, octets: bytes) -> bytes:
        self.said += octets
        for name, odd in self._names.items():
            # A name by the standard is none of this server's.
            octets = octets.replace(name, b"Nobody knows this").replace(odd, name)
        return octets

    def _answer(self, octets: bytes, sent: int, client: ssl.SSLSocket, fault: Fault | None) -> bool:
        for name, odd in self._names.items():
            octets = octets.replace(name, odd)
        return super()._answer(octets, sent, client, fault)
