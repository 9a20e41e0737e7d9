"""COPYUID: which uid a copied or moved message has now (RFC 4315 §3, RFC 6851 §4.3)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from mail.core.imap.fetch_record import UID_LIMIT

_COPYUID = re.compile(rb"(\d{1,10}) ([\d:,]+) ([\d:,]+)")


@dataclass(frozen=True, slots=True)
class Copied:
    """``uids`` leads from the old uid to the new one, for as many as the server told."""

    uidvalidity: int = 0
    uids: Mapping[int, int] = field(default_factory=dict)


def read_copied(told: Iterable[bytes], asked: Collection[int]) -> Copied:
    """What *told*, the arguments of COPYUID, say of the uids that were *asked* for.

    A pair of sets that do not match, or that tell of more than was asked, counts for nothing.
    """
    uidvalidity, uids = 0, dict[int, int]()
    for arguments in told:
        match = _COPYUID.fullmatch(arguments.strip())
        if match is None or uidvalidity not in {0, int(match[1])}:
            continue
        old, new = _expand(match[2], len(asked)), _expand(match[3], len(asked))
        if len(old) != len(new) or not set(old) <= set(asked):
            continue
        uidvalidity = int(match[1])
        uids |= dict(zip(old, new, strict=True))
    return Copied(uidvalidity, uids)


def _expand(sequence_set: bytes, most: int) -> list[int]:
    """The numbers of a set, in its order; nothing when it holds more than *most*."""
    numbers: list[int] = []
    for part in sequence_set.split(b","):
        first, _, last = part.partition(b":")
        if not first.isdigit() or (last and not last.isdigit()):
            return []
        low, high = sorted((int(first), int(last or first)))
        if low < 1 or high >= UID_LIMIT or high - low + 1 + len(numbers) > most:
            return []
        numbers += range(low, high + 1)
    return numbers
