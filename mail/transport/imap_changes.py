"""What changed in the selected mailbox: uids and flags, in as few octets as the server can say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from mail.core.errors import Code, MailError
from mail.core.imap.fetch_record import UID_LIMIT
from mail.core.imap.flag_lines import flags_in
from mail.core.imap.flags import Flags
from mail.core.imap.mailbox import Changes
from mail.core.imap.ranges import sequence_sets
from mail.core.imap.uid_set import UidSet, parse_uid_set
from mail.transport import imap_fetch
from mail.transport.imap_connection import ImapConnection
from mail.transport.imap_select import changes_told

UIDS_LIMIT = 1_000_000
"""Messages of one mailbox: twice the largest that we have heard of, and 40 MB of ours."""

CHANGES_WINDOW = 50_000
"""Uids of which one command asks for changes: at worst a line for each."""

_ALL = re.compile(rb"(?:\A|\s)ALL\s+([\d:,]+)", re.IGNORECASE)


def search(connection: ImapConnection, criteria: str | bytes) -> list[int]:
    """The uids that match, ascending; as ranges where the server can (ESEARCH, RFC 4731)."""
    if connection.offers("ESEARCH"):
        connection.run("UID", "SEARCH", "RETURN", "(ALL)", criteria)
        found = _esearch(connection)
        if found is not None:
            return found
    else:
        connection.run("UID", "SEARCH", criteria)
    lines = (line for line in connection.told("SEARCH") if isinstance(line, bytes))
    return sorted(set(_uids(lines)))


def uids_from(connection: ImapConnection, first: int) -> list[int]:
    # "9:*" names the last message even when its uid is below 9.
    return [uid for uid in search(connection, f"UID {max(first, 1)}:*") if uid >= first]


def changed_since(connection: ImapConnection, modseq: int, uidnext: int) -> Changes:
    """The flags of messages below *uidnext* that changed after *modseq* (RFC 7162 §3.1.4.1)."""
    flags: dict[int, Flags] = {}
    for first in range(1, uidnext, _window(uidnext)):
        last = min(first + _window(uidnext), uidnext) - 1
        connection.run("UID", "FETCH", f"{first}:{last}", "(UID FLAGS)", f"(CHANGEDSINCE {modseq})")
        flags |= changes_told(connection).flags
    return Changes(flags)


def fetch_flags(connection: ImapConnection, uids: Sequence[int]) -> dict[int, Flags]:
    told: dict[int, Flags] = {}
    for sequence_set in sequence_sets(uids):
        connection.run("UID", "FETCH", sequence_set, "(UID FLAGS)")
        told |= flags_in(connection.told("FETCH"))
    wanted = set(uids)
    return {uid: flags for uid, flags in told.items() if uid in wanted}


def fetch_marks(
    connection: ImapConnection, uids: Sequence[int]
) -> dict[int, tuple[int, datetime | None]]:
    """Size and date of arrival: what tells one message from another without reading it."""
    found = imap_fetch.fetch(connection, uids, "UID RFC822.SIZE INTERNALDATE")
    return {uid: (one.size_bytes, one.internaldate) for uid, one in found.items() if uid}


def _window(uidnext: int) -> int:
    """Uids may be sparse: at most some hundred windows, however high they are."""
    return max(CHANGES_WINDOW, uidnext // 200)


def _esearch(connection: ImapConnection) -> list[int] | None:
    """None when the server answered in the old way after all."""
    lines = [line for line in connection.told("ESEARCH") if isinstance(line, bytes)]
    if not lines:
        return None if connection.told("SEARCH") else []
    match = _ALL.search(lines[-1])
    found = parse_uid_set(match[1]) if match else UidSet()
    if found.size > UIDS_LIMIT:
        raise MailError(Code.TOO_MUCH, subject=connection.endpoint.host)
    return list(found.spelt_out())


def _uids(lines: Iterable[bytes]) -> Iterator[int]:
    for line in lines:
        # A MODSEQ in brackets may follow the numbers (RFC 7162 §3.1.5).
        for word in line.partition(b"(")[0].split():
            if word.isdigit() and len(word) <= 10 and 0 < int(word) < UID_LIMIT:
                yield int(word)
