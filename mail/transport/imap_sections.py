"""Sections of messages, in pieces of a size that a deadline and our memory bear."""

from __future__ import annotations

import io
import re
from collections import deque
from collections.abc import Iterator

from mail.core.errors import Code, MailError
from mail.core.imap.fetch_record import FetchRecord
from mail.core.imap.quirks import Quirk
from mail.transport.imap_connection import ImapConnection
from mail.transport.imap_pipeline import Asked

CHUNK_BYTES = 1024 * 1024
"""Of a long section in one FETCH: each chunk has a deadline of its own."""

_OF_ONE_MESSAGE = frozenset({Code.MAILBOX_MISSING, Code.COMMAND_REFUSED, Code.PROTOCOL})

_SECTION = re.compile(r"\d+(\.\d+)*(\.(MIME|HEADER|TEXT))?|HEADER|TEXT|")


def peek(connection: ImapConnection, section: str, offset: int, size_bytes: int) -> str:
    """Raises ValueError for what is no section."""
    if not _SECTION.fullmatch(section):
        raise ValueError(f"{section!r} is not a section (RFC 9051 §6.4.5.1)")
    whole = f"BODY.PEEK[{section}]"
    return whole if Quirk.NO_RANGES in connection.quirks else f"{whole}<{offset}.{size_bytes}>"


def completed(
    connection: ImapConnection,
    record: FetchRecord,
    uid: int,
    section: str,
    first: int,
    limit_bytes: int,
) -> bytes | None:
    """The section whose *first* octets were asked for with others, cut at *limit_bytes*.

    None when the rest of this one cannot be had, though the connection is in order. Raises
    MailError.
    """
    octets = record.body(section) or b""
    # Shorter than asked is the end; longer is everything, from a server that ignored the limit.
    if len(octets) != first or first == limit_bytes:
        return octets[:limit_bytes]
    try:
        return fetch_section(connection, uid, section, limit_bytes, start=octets)
    except MailError as problem:
        if problem.code not in _OF_ONE_MESSAGE or connection.wire.is_broken:
            raise
        return None


def fetch_section(
    connection: ImapConnection, uid: int, section: str, limit_bytes: int, start: bytes = b""
) -> bytes:
    """The octets of one section, the empty one being the whole message, cut at *limit_bytes*.

    *start* is what is known already. Raises MailError(MAILBOX_MISSING) when the message is gone,
    and MailError(PROTOCOL) when a piece in the middle cannot be read.
    """
    # In a stream, whose value costs no copy: some sections are as large as we let a message be.
    octets = io.BytesIO()
    octets.write(start)
    for asked_bytes, chunk in _chunks(connection, uid, section, len(start), limit_bytes):
        if len(chunk) > asked_bytes:  # a server that ignores offsets sends everything
            return chunk[:limit_bytes]
        octets.write(chunk)
        if len(chunk) < asked_bytes:
            break
    return octets.getvalue()


def _chunks(
    connection: ImapConnection, uid: int, section: str, start: int, limit_bytes: int
) -> Iterator[tuple[int, bytes]]:
    """(octets asked for, octets that came). After the first one, which shows whether the server
    knows offsets, the next is always on its way."""
    if Quirk.NO_RANGES in connection.quirks:
        asked = _ask(connection, uid, section, 0, limit_bytes)
        yield 0, _answered(connection, uid, section, 0, limit_bytes, asked)[1]
        return
    at_once = 1 if Quirk.ONE_COMMAND_AT_A_TIME in connection.quirks else 2
    ahead = deque[tuple[int, int, Asked]]()
    try:
        for offset in range(start, limit_bytes, CHUNK_BYTES):
            size = min(CHUNK_BYTES, limit_bytes - offset)
            ahead.append((offset, size, _ask(connection, uid, section, offset, size)))
            if offset == start or len(ahead) == at_once:
                yield _answered(connection, uid, section, *ahead.popleft())
        while ahead:
            yield _answered(connection, uid, section, *ahead.popleft())
    finally:
        connection.pipeline.abandon([asked for *_, asked in ahead])


def _ask(connection: ImapConnection, uid: int, section: str, offset: int, size: int) -> Asked:
    items = f"UID {peek(connection, section, offset, size)}"
    return connection.pipeline.ask(frozenset({uid}), str(uid), items, 0)


def _answered(
    connection: ImapConnection, uid: int, section: str, offset: int, size: int, asked: Asked
) -> tuple[int, bytes]:
    found = connection.pipeline.answer(asked)
    if uid not in found:
        raise MailError(Code.MAILBOX_MISSING, subject=connection.endpoint.host)
    chunk = found[uid].body(section, offset)
    if chunk is None and (offset or not found[uid].readable):
        # To take it for the end would make a whole message of a torn one.
        raise MailError(Code.PROTOCOL, f"no octets at {offset}", subject=connection.endpoint.host)
    return size, chunk or b""
