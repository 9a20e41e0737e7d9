"""One record of FETCH (RFC 9051 §7.5.2): ``7 (UID 30 FLAGS (\\Seen) …)``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from mail.core.imap.flags import Flags, parse_flags
from mail.core.imap.response import Item, Piece, Unreadable, read_items, split_records

UID_LIMIT = 2**32
SIZE_LIMIT = 2**40

_FETCH = re.compile(rb"\* \d{1,10} FETCH \(", re.IGNORECASE)
_UID = re.compile(rb"\bUID (\d{1,10})\b")
_MONTHS = {
    name: f"{number:02}"
    for number, name in enumerate("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(), 1)
}
_DATE = re.compile(r" ?(\d{1,2})-(\w{3})-(\d{4}) (\d\d:\d\d:\d\d) ([+-]\d{4})", re.ASCII)


@dataclass(frozen=True, slots=True)
class FetchRecord:
    """What the server told of one message. ``uid`` is 0 when it cannot be found.

    ``readable`` is False when the record broke the grammar; then it holds nothing else. Names are
    in capitals, and the offset 0 is left out: ``BODY[1.2]``, ``BODY[1.2]<512>``.
    """

    uid: int
    readable: bool = True
    values: Mapping[bytes, Item] = field(default_factory=dict)

    def body(self, section: str, offset: int = 0) -> bytes | None:
        """The octets of a section from *offset* on; None when not there.

        A server that leaves the offset out is taken to mean the one that was asked for.
        """
        name = b"BODY[%s]" % section.upper().encode()
        if offset and b"%s<%d>" % (name, offset) in self.values:
            name = b"%s<%d>" % (name, offset)
        if name not in self.values:
            return None
        value = self.values[name]
        return value if isinstance(value, bytes) else b""

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


def is_fetch(response: Sequence[Piece]) -> bool:
    """Whether an untagged *response* (``* 7 FETCH (…)``) tells of a message."""
    head = response[0]
    return bool(_FETCH.match(head if isinstance(head, bytes) else head[0]))


def read_response(response: Sequence[Piece]) -> FetchRecord:
    """The record of a *response* for which :func:`is_fetch` holds."""
    try:
        _star, _number, _fetch, *rest = read_items(response)
    except Unreadable:
        rest = []
    match rest:
        case [tuple() as items] if len(items) % 2 == 0:
            return _record(items)
    return FetchRecord(_uid_in(response), readable=False)


def joined(records: Sequence[FetchRecord]) -> FetchRecord:
    """What several records tell of one message; the later one counts."""
    if len(records) == 1:
        return records[0]
    values: dict[bytes, Item] = {}
    for record in records:
        values |= record.values
    return FetchRecord(records[0].uid, all(record.readable for record in records), values)


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
        _name(name): value
        for name, value in zip(items[::2], items[1::2], strict=True)
        if isinstance(name, bytes)
    }
    uid = values.get(b"UID")
    return FetchRecord(uid if isinstance(uid, int) and uid < UID_LIMIT else 0, values=values)


def _name(name: bytes) -> bytes:
    return name.upper().removesuffix(b"<0>")


def _uid_in(pieces: Sequence[Piece]) -> int:
    """Searched in what the server wrote itself, never in a literal that a sender wrote."""
    lines = (piece[0] if isinstance(piece, tuple) else piece for piece in pieces)
    found = next((match for match in map(_UID.search, lines) if match), None)
    return int(found[1]) if found and int(found[1]) < UID_LIMIT else 0


def _date(text: bytes) -> datetime | None:
    match = _DATE.fullmatch(text.decode("ascii", "replace"))
    if match is None:
        return None
    day, month, year, time, zone = match.groups()
    try:
        number = _MONTHS[month.title()]
        return datetime.fromisoformat(f"{year}-{number}-{day:0>2}T{time}{zone}").astimezone(UTC)
    except (KeyError, ValueError, OverflowError):
        return None


def _word(value: bytes | int) -> str:
    return str(value) if isinstance(value, int) else value.decode("ascii", "replace")
