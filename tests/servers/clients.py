"""Plain clients of the standard library, to look at the servers with other eyes than our own."""

from __future__ import annotations

import imaplib
import smtplib
import socket
import ssl
import time
from collections.abc import Callable
from typing import Any

from tests.servers.leash import HOST
from tests.servers.world import MailWorld, User

PATIENCE_S = 20.0
"""How long :func:`eventually` waits; it matters only to a test that fails."""


def imaps(world: MailWorld) -> imaplib.IMAP4_SSL:
    return imaplib.IMAP4_SSL(HOST, world.dovecot.imaps_port, ssl_context=for_host(world))


def smtps(world: MailWorld) -> smtplib.SMTP_SSL:
    return smtplib.SMTP_SSL(HOST, world.postfix.smtps_port, context=for_host(world))


def for_host(world: MailWorld) -> ssl.SSLContext:
    """Verifies the certificate against ``world.host``, though the client connects to an IP."""
    context = _NamedContext(ssl.PROTOCOL_TLS_CLIENT)
    context.name = world.host
    context.load_verify_locations(world.authority.ca_file)
    return context


def arrived(world: MailWorld, user: User, count: int = 1) -> list[bytes]:
    """What is in the INBOX as soon as *count* messages are."""
    eventually(lambda: len(world.dovecot.stored(user.address)) >= count)
    return world.dovecot.stored(user.address)


def eventually(is_so: Callable[[], bool]) -> bool:
    """Whether *is_so* becomes true within :data:`PATIENCE_S`."""
    deadline = time.monotonic() + PATIENCE_S
    while not is_so():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


def is_open(port: int) -> bool:
    with socket.socket() as sock:
        return sock.connect_ex((HOST, port)) == 0


class _NamedContext(ssl.SSLContext):
    name = ""

    def wrap_socket(self, *args: Any, **options: Any) -> ssl.SSLSocket:
        return super().wrap_socket(*args, **{**options, "server_hostname": self.name})
