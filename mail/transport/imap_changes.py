"""What changed in the selected mailbox: uids and flags, in as few octets as the server can say."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from mail.core.imap.flag_lines import flags_in
from mail.core.imap.flags import Flags
from mail.core.imap.mailbox import Changes
from mail.core.imap.ranges import sequence_sets
from mail.transport import imap_fetch
from mail.transport.imap_connection import ImapConnection
from mail.transport.imap_search import search
from mail.transport.imap_select import changes_told

CHANGES_WINDOW = 50_000
"""Uids of which one command asks for changes: at worst a line for each."""


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
