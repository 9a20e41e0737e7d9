"""Fetching from the selected mailbox: in ranges, in batches, and never setting a flag."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from mail.core.imap.fetch_record import FetchRecord, joined
from mail.core.imap.flags import Flags
from mail.core.imap.ranges import sequence_sets
from mail.core.mime.caps import HEADER_BLOCK_LIMIT
from mail.transport.imap_ahead import UNIT_MESSAGES, Request, fetch_each, fetched_ahead
from mail.transport.imap_connection import ImapConnection
from mail.transport.imap_pipeline import Records
from mail.transport.imap_sections import completed, peek

FLAGS_BATCH = 20_000

HEADER_FIRST_BYTES = 64 * 1024
"""Of each header in the FETCH for many messages; servers commonly refuse longer ones."""

UNREADABLE = "record-unreadable"


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


def fetch(connection: ImapConnection, uids: Sequence[int], items: str) -> Records:
    """The records of those *uids* that are there; what comes in two records is put together.

    The record 0, when there is one, stands for unreadable ones whose uid cannot be told.
    """
    wanted, found = frozenset(uids), Records()
    for sequence_set in sequence_sets(uids):
        asked = connection.pipeline.ask(wanted, sequence_set, items, 0)
        for uid, record in connection.pipeline.answer(asked).items():
            found[uid] = joined([found[uid], record]) if uid in found else record
    return found


def header_batches(
    connection: ImapConnection, uids: Sequence[int]
) -> Iterator[list[FetchedHeader]]:
    """In the order of *uids*, without those that are gone."""
    extra = " EMAILID" if connection.offers("OBJECTID") else ""
    extra += " X-GM-MSGID" if connection.offers("X-GM-EXT-1") else ""
    items = f"{_plain_items(connection)} BODYSTRUCTURE{extra}"
    units = (
        [Request(uids[start : start + UNIT_MESSAGES], items)]
        for start in range(0, len(uids), UNIT_MESSAGES)
    )
    for found in fetched_ahead(connection, units):
        headers = (_header(connection, uid, record) for uid, record in found.items())
        yield [header for header in headers if header is not None]


def _header(
    connection: ImapConnection, uid: int, record: FetchRecord | None
) -> FetchedHeader | None:
    """None when the message is gone by now."""
    if record is None or record.body("HEADER") is None:
        # Servers trip over the structure of a broken message more often than over its header.
        found = fetch_each(connection, Request([uid], _plain_items(connection)))
        if uid not in found:
            return None
        record = found[uid] or FetchRecord(uid)
    structure = record.values.get(b"BODYSTRUCTURE")
    return FetchedHeader(
        uid=uid,
        flags=record.flags or Flags(),
        # A server that does not say when a message came: as far as we know, now.
        internaldate=record.internaldate or datetime.now(UTC),
        size_bytes=record.size_bytes,
        header=_whole_header(connection, uid, record),
        bodystructure=structure,
        email_id=record.email_id,
        defects=() if structure else (UNREADABLE,),
    )


def _whole_header(connection: ImapConnection, uid: int, record: FetchRecord) -> bytes:
    limit = HEADER_BLOCK_LIMIT + 1
    whole = completed(connection, record, uid, "HEADER", HEADER_FIRST_BYTES, limit)
    # Where the rest cannot be had, what is there still shows what the message is.
    return whole if whole is not None else record.body("HEADER") or b""


def _plain_items(connection: ImapConnection) -> str:
    header = peek(connection, "HEADER", 0, HEADER_FIRST_BYTES)
    return f"UID FLAGS INTERNALDATE RFC822.SIZE {header}"
