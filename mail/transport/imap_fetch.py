"""Fetching from the selected mailbox: in ranges, in batches, and never setting a flag.

One message whose record is refused or cannot be read never hides another.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from mail.core.errors import Code, MailError
from mail.core.imap.fetch_record import FetchRecord, read_fetch
from mail.core.imap.flags import Flags
from mail.core.imap.ranges import sequence_sets
from mail.core.mime.caps import HEADER_BLOCK_LIMIT
from mail.transport.imap_connection import ImapConnection

HEADER_BATCH = 100
"""Messages of one FETCH: with every header at its cap they stay within the wire's budget."""

PARTS_BATCH = 25
FLAGS_BATCH = 20_000
FIRST_BYTES = 256 * 1024
"""Of each part in the FETCH for many messages; only what is longer is asked for again."""

CHUNK_BYTES = 1024 * 1024
"""Of a long part in one FETCH: each chunk has a deadline of its own."""

UNREADABLE = "record-unreadable"
_PLAIN_ITEMS = f"UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[HEADER]<0.{HEADER_BLOCK_LIMIT + 1}>"
_SECTION = re.compile(r"\d+(\.\d+)*(\.(MIME|HEADER|TEXT))?|HEADER|TEXT|")


@dataclass(frozen=True, slots=True)
class FetchedHeader:
    """What the list needs of one message. ``header`` is cut one byte beyond its cap.

    ``bodystructure`` is nested tuples, not yet understood; None, with a defect, when the server's
    description could not be read. ``email_id`` is EMAILID (RFC 8474), or empty.
    """

    uid: int
    flags: Flags
    internaldate: datetime
    size_bytes: int
    header: bytes
    bodystructure: object
    email_id: str = ""
    defects: tuple[str, ...] = ()


def fetch(connection: ImapConnection, uids: Sequence[int], items: str) -> dict[int, FetchRecord]:
    """The records of those *uids* that are there; what comes in two records is put together.

    The record 0, when there is one, stands for unreadable ones whose uid cannot be told.
    """
    wanted, found = {0, *uids}, dict[int, FetchRecord]()
    for sequence_set in sequence_sets(uids):
        connection.run("UID", "FETCH", sequence_set, f"({items})")
        for record in read_fetch(connection.told("FETCH")):
            if record.uid not in wanted or (record.uid == 0 and record.readable):
                continue
            before = found.get(record.uid, record)
            found[record.uid] = replace(
                record,
                readable=before.readable and record.readable,
                values={**before.values, **record.values},
            )
    return found


def fetch_headers(connection: ImapConnection, uids: Sequence[int]) -> Iterator[FetchedHeader]:
    """In the order of *uids*, without those that are gone."""
    extra = " EMAILID" if connection.offers("OBJECTID") else ""
    extra += " X-GM-MSGID" if connection.offers("X-GM-EXT-1") else ""
    items = f"{_PLAIN_ITEMS} BODYSTRUCTURE{extra}"
    for start in range(0, len(uids), HEADER_BATCH):
        batch = uids[start : start + HEADER_BATCH]
        for uid, record in _fetch_each(connection, batch, items):
            if record is not None and record.readable:
                yield _header(uid, record)
            else:
                yield _without_structure(connection, uid)


def fetch_parts_of_many(
    connection: ImapConnection, wanted: Mapping[int, tuple[str, ...]], limit_bytes: int
) -> Iterator[tuple[int, dict[str, bytes]]]:
    """(uid, octets by section) for each message that is there and readable."""
    groups: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for uid, sections in wanted.items():
        groups[sections].append(uid)
    first = min(FIRST_BYTES, limit_bytes)
    for sections, uids in groups.items():
        items = " ".join(["UID", *(_peek(section, 0, first) for section in sections)])
        for start in range(0, len(uids), PARTS_BATCH):
            batch = uids[start : start + PARTS_BATCH]
            for uid, record in _fetch_each(connection, batch, items):
                if record is not None and record.readable:
                    yield (
                        uid,
                        {
                            section: _completed(
                                connection, uid, section, record, first, limit_bytes
                            )
                            for section in sections
                        },
                    )


def fetch_section(connection: ImapConnection, uid: int, section: str, limit_bytes: int) -> bytes:
    """The octets of one section, the empty one being the whole message, cut at *limit_bytes*.

    Raises MailError(MAILBOX_MISSING) when the message is gone.
    """
    return _rest(connection, uid, section, b"", limit_bytes)


def _fetch_each(
    connection: ImapConnection, uids: Sequence[int], items: str
) -> Iterator[tuple[int, FetchRecord | None]]:
    """Each uid that is there; None when the server refuses it alone.

    A refused batch is halved until the message that it fails at stands by itself.
    """
    try:
        found = fetch(connection, uids, items)
    except MailError as problem:
        if problem.code is not Code.COMMAND_REFUSED:
            raise
        if len(uids) == 1:
            yield uids[0], None
            return
        middle = len(uids) // 2
        yield from _fetch_each(connection, uids[:middle], items)
        yield from _fetch_each(connection, uids[middle:], items)
        return
    for uid in uids:
        record = found.get(uid)
        if record is None and 0 not in found:
            continue
        if (record is None or not record.readable) and len(uids) > 1:
            # Whose record was broken is only certain when it is asked for alone.
            yield from _fetch_each(connection, [uid], items)
        else:
            yield uid, record


def _header(uid: int, record: FetchRecord) -> FetchedHeader:
    structure = record.values.get(b"BODYSTRUCTURE")
    return FetchedHeader(
        uid=uid,
        flags=record.flags or Flags(),
        # A server that does not say when a message came: as far as we know, now.
        internaldate=record.internaldate or datetime.now(UTC),
        size_bytes=record.size_bytes,
        header=record.body("HEADER") or b"",
        bodystructure=structure,
        email_id=record.email_id,
        defects=() if structure else (UNREADABLE,),
    )


def _without_structure(connection: ImapConnection, uid: int) -> FetchedHeader:
    """Servers trip over the structure of a broken message more often than over its header."""
    found = list(_fetch_each(connection, [uid], _PLAIN_ITEMS))
    record = found[0][1] if found else None
    return _header(uid, record or FetchRecord(uid))


def _completed(
    connection: ImapConnection,
    uid: int,
    section: str,
    record: FetchRecord,
    first: int,
    limit_bytes: int,
) -> bytes:
    octets = record.body(section) or b""
    # Shorter than asked is the end; longer is everything, from a server that ignored the limit.
    if len(octets) != first or first == limit_bytes:
        return octets[:limit_bytes]
    return _rest(connection, uid, section, octets, limit_bytes)


def _rest(
    connection: ImapConnection, uid: int, section: str, start: bytes, limit_bytes: int
) -> bytes:
    octets = bytearray(start)
    while len(octets) < limit_bytes:
        asked = min(CHUNK_BYTES, limit_bytes - len(octets))
        found = fetch(connection, [uid], f"UID {_peek(section, len(octets), asked)}")
        if uid not in found:
            raise MailError(Code.MAILBOX_MISSING, subject=connection.endpoint.host)
        chunk = found[uid].body(section) or b""
        if len(chunk) > asked:  # a server that ignores offsets sends everything
            return chunk[:limit_bytes]
        octets += chunk
        if len(chunk) < asked:
            break
    return bytes(octets[:limit_bytes])


def _peek(section: str, offset: int, size_bytes: int) -> str:
    if not _SECTION.fullmatch(section):
        raise ValueError(f"{section!r} is not a section (RFC 9051 §6.4.5.1)")
    return f"BODY.PEEK[{section}]<{offset}.{size_bytes}>"
