"""What goes into the loop of idle connections, and what comes out at the end."""

from __future__ import annotations

import socket
from dataclasses import dataclass

from mail.core.errors import MailError
from mail.transport.imap_session import ImapSession


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A connection that is ready to wait. ``idles``: the server has IDLE. ``again_s``: how long
    one may last."""

    sock: socket.socket
    unread: bytes
    host: str
    idles: bool
    again_s: float


def hand_over(session: ImapSession, again_s: float) -> SignedIn:
    """Take *session* apart: its socket goes on alone, everything else may be forgotten."""
    connection = session.connection
    sock, unread = connection.wire.give_away()
    idles = connection.offers("IDLE")
    return SignedIn(sock, unread, connection.endpoint.host, idles, again_s)


@dataclass(frozen=True, slots=True)
class Ended:
    """Why a connection ended. ``silent_s``: how long it had waited without a word of ours."""

    problem: MailError
    silent_s: float
