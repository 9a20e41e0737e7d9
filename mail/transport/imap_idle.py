"""Waiting for something to happen in the selected mailbox."""

from __future__ import annotations

import time
from collections.abc import Callable

from mail.core.errors import Code, MailError
from mail.core.imap.server_text import server_text
from mail.transport.imap_connection import ImapConnection
from mail.transport.imap_problems import as_mail_errors
from mail.transport.imap_session import NEWS, ImapSession

POLL_S = 30.0
SLICE_S = 0.5
"""How long *stop* may go unasked."""

DONE_S = 0.4
"""For the server to end an IDLE when we have to stop; when it does not, we go all the same."""


def wait_for_change(session: ImapSession, *, timeout_s: float, stop: Callable[[], bool]) -> bool:
    """Whether the selected mailbox changed before *timeout_s* passed; *stop* ends it within 1 s.

    IDLE (RFC 2177) where the server has it, else NOOP every :data:`POLL_S`. Raises MailError.
    """
    ends_at = time.monotonic() + timeout_s
    if session.connection.offers("IDLE"):
        with as_mail_errors(session.connection.endpoint.host):
            return _idle(session.connection, ends_at, stop)
    return _poll(session, ends_at, stop)


def _idle(connection: ImapConnection, ends_at: float, stop: Callable[[], bool]) -> bool:
    wire = connection.wire
    tag = wire._command("IDLE")
    while wire._get_response() is not None:
        if wire.tagged_commands[tag] is not None:  # refused
            wire.finish(tag, DONE_S)
    changed = any(connection.told(kind) for kind in NEWS)
    while not changed and not stop() and time.monotonic() < ends_at:
        line = wire.line_within(min(SLICE_S, max(ends_at - time.monotonic(), 0.01))) or b""
        if line.upper().startswith(b"* BYE"):
            raise MailError(Code.DROPPED, server_text(line))
        if line.startswith(tag):  # to begin anew at once would go round in circles
            raise MailError(Code.PROTOCOL, server_text(line))
        changed = any(f" {kind}".encode() in line.upper() for kind in NEWS)
    _end_idle(connection, tag, stop)
    return changed


def _end_idle(connection: ImapConnection, tag: bytes, stop: Callable[[], bool]) -> None:
    timeout_s = DONE_S if stop() else connection.wire.timeout_s
    try:
        with as_mail_errors(connection.endpoint.host):
            connection.wire.finish(tag, timeout_s, b"DONE\r\n")
    except MailError:
        if not stop():
            raise


def _poll(session: ImapSession, ends_at: float, stop: Callable[[], bool]) -> bool:
    next_at = time.monotonic() + POLL_S
    while not stop() and time.monotonic() < ends_at:
        if time.monotonic() >= next_at:
            if session.noop():
                return True
            next_at = time.monotonic() + POLL_S
        time.sleep(max(0.0, min(SLICE_S, ends_at - time.monotonic())))
    return False
