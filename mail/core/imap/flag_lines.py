"""Flags of many messages at once: the short lines of FETCH, read without taking them apart.

A folder of fifty thousand messages has as many of these lines, and few different ones but for the
numbers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from mail.core.imap.fetch_record import UID_LIMIT, read_fetch
from mail.core.imap.flags import Flags, parse_flags
from mail.core.imap.response import Piece

# Dovecot, Cyrus and Gmail differ in the order; any other line is read in the long way.
_LINE = re.compile(
    rb"\d+ \((?:MODSEQ \(\d+\) )?(?:UID (?P<uid>\d{1,10}) )?(?:MODSEQ \(\d+\) )?"
    rb"FLAGS \((?P<flags>[^()\"]*)\)(?: UID (?P<last>\d{1,10}))?(?: MODSEQ \(\d+\))?\)"
)


def flags_in(records: Sequence[Piece]) -> dict[int, Flags]:
    """By uid. What stands without one, or cannot be read, is left out."""
    found: dict[int, Flags] = {}
    alike: dict[bytes, Flags] = {}
    others: list[Piece] = []
    for piece in records:
        match = _LINE.fullmatch(piece) if isinstance(piece, bytes) else None
        if match is None:
            others.append(piece)
            continue
        uid = int(match["uid"] or match["last"] or 0)
        if 0 < uid < UID_LIMIT:
            names = match["flags"]
            if names not in alike:
                alike[names] = parse_flags(names.split())
            found[uid] = alike[names]
    return found | _read_in_full(others)


def _read_in_full(records: Sequence[Piece]) -> dict[int, Flags]:
    return {
        record.uid: record.flags
        for record in read_fetch(records)
        if record.uid and record.flags is not None
    }
