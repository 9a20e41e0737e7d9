"""One record of FETCH (RFC 9051 §7.5.2): ``7 (UID 30 FLAGS (\\Seen) …)``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone

from mail.core.imap.flags import Flags, parse_flags
from mail.core.imap.response import Item, Piece, Unreadable, read_items, split_records

UID_LIMIT = 2**32
SIZE_LIMIT = 2**40

_UID = re.compile(rb"\bUID (\d{1,10})\b")
_MONTHS = (b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun",
           b"Jul", b"Aug", b"Sep", b"Oct", b"Nov", b"Dec")  # fmt: skip
_DATE = re.compile(rb" ?(\d{1,2})-(\w{3})-(\d{4}) (\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)\Z")


@dataclass(frozen=True, slots=True)
class FetchRecord:
    """What the server told of one message. ``uid`` is 0 when it cannot be found.

    ``readable`` is False when the record broke the grammar; then it holds nothing else.
    """

    uid: int
    readable: bool = True
    values: Mapping[bytes, Item] = field(default_factory=dict)

    def body(self, section: str) -> bytes | None:
        """The octets of a section, from its start or as one partial; None when not there."""
        for name, value in self.values.items():
            if _section(name) == section.upper().encode():
                return value if isinstance(value, bytes) else b""
        return None

    @property
    def flags(self) -> Flags | None:
        value = self.values.get(b"FLAGS")
        if not isinstance(value, tuple):
            return None
        return parse_flags(item for item in value if isinstance(item, bytes))

    @property
    def size_bytes(self) -> int:
        value = self.values.get(b"RFC822.SIZE")
        return value if isinstance(value, int) and value < SIZE_LIMIT else 0

    @property
    def internaldate(self) -> datetime | None:
        value = self.values.get(b"INTERNALDATE")
        return _date(value) if isinstance(value, bytes) else None

    @property
    def email_id(self) -> str:
        """EMAILID (RFC 8474) or Gmail's message number; empty without either."""
        match self.values.get(b"EMAILID"), self.values.get(b"X-GM-MSGID"):
            case (bytes() | int() as value,), _:
                return _word(value)
            case _, bytes() | int() as value:
                return _word(value)
        return ""


def read_fetch(data: Iterable[Piece | None]) -> list[FetchRecord]:
    """Every record of a FETCH command. One that cannot be read never hides another."""
    return [_read(pieces) for pieces in split_records(data)]


def _read(pieces: Sequence[Piece]) -> FetchRecord:
    try:
        match read_items(pieces):
            case int(), tuple() as items if len(items) % 2 == 0:
                return _record(items)
    except Unreadable:
        pass
    return FetchRecord(_uid_in(pieces), readable=False)


def _record(items: tuple[Item, ...]) -> FetchRecord:
    values = {
        name.upper(): value
        for name, value in zip(items[::2], items[1::2], strict=True)
        if isinstance(name, bytes)
    }
    uid = values.get(b"UID")
    return FetchRecord(uid if isinstance(uid, int) and uid < UID_LIMIT else 0, values=values)


def _uid_in(pieces: Sequence[Piece]) -> int:
    """Searched in what the server wrote itself, never in a literal that a sender wrote."""
    lines = (piece[0] if isinstance(piece, tuple) else piece for piece in pieces)
    found = next((match for match in map(_UID.search, lines) if match), None)
    return int(found[1]) if found and int(found[1]) < UID_LIMIT else 0


def _section(name: bytes) -> bytes:
    """``1.2`` of ``BODY[1.2]`` and of ``BODY[1.2]<0>``."""
    return name[5:].partition(b"]")[0] if name.startswith(b"BODY[") else b"?"


def _date(text: bytes) -> datetime | None:
    match = _DATE.match(text)
    if match is None or match[2].title() not in _MONTHS:
        return None
    month = _MONTHS.index(match[2].title()) + 1
    day, year, hour, minute, second = (int(match[group]) for group in (1, 3, 4, 5, 6))
    offset = timedelta(hours=int(match[8]), minutes=int(match[9]))
    try:
        zone = timezone(-offset if match[7] == b"-" else offset)
        return datetime(year, month, day, hour, minute, second, tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _word(value: bytes | int) -> str:
    return str(value) if isinstance(value, int) else value.decode("ascii", "replace")
