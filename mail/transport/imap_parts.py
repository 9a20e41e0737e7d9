"""The parts that are read of many messages, unit by unit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from mail.core.imap.fetch_record import FetchRecord
from mail.core.imap.quirks import Quirk
from mail.transport.imap_ahead import UNIT_MESSAGES, Request, fetched_ahead
from mail.transport.imap_connection import ImapConnection
from mail.transport.imap_sections import completed, peek

FIRST_BYTES = 128 * 1024
"""Of each part in the FETCH for many messages; only what is longer is asked for again."""

UNIT_BYTES = 4 * 1024 * 1024
"""What the parts of one unit are expected to be: thirty seconds of a line of one megabit."""

UNIT_SECTIONS = 128
"""Parts of one unit, each being as long as is asked for: 16 MB, whatever their sizes were said to
be."""

UNIT_COMMANDS = 10
"""Different lists of sections in one unit. Outlook.com loses its way when some fifty commands are
waiting for it (seen 2016-06, https://bugzilla.gnome.org/show_bug.cgi?id=766552); two units are
twenty."""

Wanted = Mapping[int, tuple[str, ...]]
Parts = dict[str, bytes]


def part_batches(
    connection: ImapConnection, wanted: Wanted, limit_bytes: int, sizes: Mapping[int, int]
) -> Iterator[list[tuple[int, Parts]]]:
    """(uid, octets by section) for each message that is there and readable, in units of the order
    in which they are wanted. *sizes* are the bytes to be expected of each, where they are known.
    """
    first = min(FIRST_BYTES, limit_bytes)
    most = 1 if Quirk.NO_RANGES in connection.quirks else UNIT_MESSAGES
    units = (_requests(connection, wanted, unit, first) for unit in _units(wanted, sizes, most))
    for found in fetched_ahead(connection, units):
        read = (
            (uid, _parts(connection, uid, record, wanted[uid], first, limit_bytes))
            for uid, record in found.items()
        )
        yield [(uid, parts) for uid, parts in read if parts is not None]


def _parts(
    connection: ImapConnection,
    uid: int,
    record: FetchRecord | None,
    sections: Sequence[str],
    first: int,
    limit_bytes: int,
) -> Parts | None:
    """None when the message cannot be read, or not to its end."""
    if record is None or not record.readable:
        return None
    if sections and all(record.body(section) is None for section in sections):
        return None  # news of its flags, and nothing of what was asked for
    parts: Parts = {}
    for section in sections:
        octets = completed(connection, record, uid, section, first, limit_bytes)
        if octets is None:
            return None
        parts[section] = octets
    return parts


def _units(wanted: Wanted, sizes: Mapping[int, int], most: int) -> Iterator[list[int]]:
    unit, expected, sections, kinds = list[int](), 0, 0, set[tuple[str, ...]]()
    for uid, parts in wanted.items():
        expected += (size := min(sizes.get(uid, 0), len(parts) * FIRST_BYTES))
        sections += len(parts)
        kinds.add(parts)
        full = expected > UNIT_BYTES or sections > UNIT_SECTIONS or len(kinds) > UNIT_COMMANDS
        if unit and (full or len(unit) == most):
            yield unit
            unit, expected, sections, kinds = [], size, len(parts), {parts}
        unit.append(uid)
    if unit:
        yield unit


def _requests(
    connection: ImapConnection, wanted: Wanted, unit: Sequence[int], first: int
) -> list[Request]:
    """One for each list of sections: to ask a message for a part that it has not is refused by
    some servers."""
    groups: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for uid in unit:
        groups[wanted[uid]].append(uid)
    return [
        Request(uids, " ".join(["UID", *(peek(connection, one, 0, first) for one in sections)]))
        for sections, uids in groups.items()
    ]
