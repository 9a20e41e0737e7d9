"""A header block as its fields, read where it is broken too (RFC 5322 §2.2).

A stray line without a colon is skipped and does not end the block: senders and gateways insert
such lines, and everything behind them would otherwise be shown as text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from mail.core.mime.caps import HEADER_BLOCK_LIMIT, HEADER_COUNT_LIMIT, HEADER_LIMIT
from mail.core.mime.defects import Defect

_FIELD = re.compile(rb"^([!-9;-~]+)[ \t]*+:(.*+(?:\n[ \t].*+)*+)\n?", re.MULTILINE)
_BLANK_LINE = re.compile(rb"\n\r?\n")
_EMPTY_LINE = re.compile(rb"\r?\n")
_MBOX_LINE = re.compile(rb">?From (?![ \t]*:)[^\n]*\n?")


@dataclass(frozen=True, slots=True)
class Fields:
    """Names in lower case with their values, still folded and encoded, in order."""

    items: tuple[tuple[bytes, bytes], ...]
    defects: tuple[str, ...] = ()
    _by_name: dict[bytes, list[bytes]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_name: dict[bytes, list[bytes]] = {}
        for name, value in self.items:
            by_name.setdefault(name, []).append(value)
        object.__setattr__(self, "_by_name", by_name)

    def first(self, name: bytes) -> bytes:
        """The value of the first field called *name*, cut at HEADER_LIMIT; empty when absent."""
        values = self._by_name.get(name)
        return values[0][:HEADER_LIMIT] if values else b""

    def joined(self, name: bytes) -> bytes:
        """The values of all address fields called *name*, as one list."""
        return b",".join(self._by_name.get(name, ()))


def parse_fields(block: bytes) -> Fields:
    """The fields of *block*, which ends at its first empty line. Nothing is raised."""
    blank = _BLANK_LINE.search(block, 0, HEADER_BLOCK_LIMIT)
    end = min(blank.start() + 1 if blank else len(block), HEADER_BLOCK_LIMIT)
    defects = [Defect.HEADER_BLOCK_TRUNCATED] if not blank and end < len(block) else []
    items: list[tuple[bytes, bytes]] = []
    expected = _end_of_mbox_line(block, end)
    for found in _FIELD.finditer(block, expected, end):
        if len(items) == HEADER_COUNT_LIMIT:
            defects.append(Defect.TOO_MANY_HEADERS)
            break
        name, value = found.groups()
        if found.start() != expected:
            defects.append(Defect.HEADER_LINE_BROKEN)
        if len(value) > HEADER_LIMIT:
            defects.append(Defect.HEADER_TRUNCATED)
        items.append((name.lower(), value.strip()))
        expected = found.end()
    if expected < end and len(items) < HEADER_COUNT_LIMIT and block[expected:end].strip():
        defects.append(Defect.HEADER_LINE_BROKEN)
    return Fields(tuple(items), tuple(dict.fromkeys(defects)))


def split_header(raw: bytes, start: int, end: int) -> tuple[int, int]:
    """Where the header block of ``raw[start:end]`` ends and where its body begins.

    Without an empty line everything is header, as it is for mail servers.
    """
    if empty := _EMPTY_LINE.match(raw, start, end):
        return start, empty.end()
    blank = _BLANK_LINE.search(raw, start, end)
    return (blank.start() + 1, blank.end()) if blank else (end, end)


def text_in_header(block: bytes, *, body_is_empty: bool) -> bytes:
    """Text that stands where the header should: no field came before it, or no empty line.

    Servers call it header all the same, so that it would be lost with either kind of message.
    """
    end = min(len(block), HEADER_BLOCK_LIMIT)
    if _FIELD.search(block, 0, end) is None:
        return block[:end].strip()
    if not body_is_empty:
        return b""
    position = _end_of_mbox_line(block, end)
    while found := _FIELD.match(block, position, end):
        position = found.end()
    return block[position:end].strip()


def _end_of_mbox_line(block: bytes, end: int) -> int:
    line = _MBOX_LINE.match(block, 0, end)
    return line.end() if line else 0
