"""Octets become responses (RFC 9051 §2.2.2): lines, and the literals that they announce."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mail.core.imap.response import Piece, Unreadable

LINE_LIMIT = 1024 * 1024
"""Octets of one line. The structure of a message of a thousand parts takes a third of it."""

SIZE_DIGITS = 19
# Words for people and tagged answers end with their line, whatever is written there.
_ENDS_AT_ONCE = re.compile(rb"[^*]|\* (?:OK|NO|BAD|BYE)\b", re.IGNORECASE)
_ANNOUNCED = re.compile(rb"\{(\d+)\+?\}\Z")
_CR = b"\r"[0]


class Scanner:
    """Reads the responses of one connection, from octets that come in pieces.

    ``consumed`` octets of what was scanned last are done with; the caller gives the rest again,
    with more behind it. Where only a part of a literal has come, ``awaited`` is its size: the
    caller may collect it and :meth:`give` it, so that no literal is copied twice.
    """

    def __init__(self) -> None:
        self.consumed = 0
        self.awaited = 0
        self._pieces: list[Piece] = []
        self._line = b""

    def scan(self, data: bytes) -> Iterator[list[Piece]]:
        """Every response that is complete in *data*. Raises Unreadable; nothing can follow it."""
        self.consumed = start = 0
        end = data.find(b"\n")
        while end >= 0:
            literal = self._take_line(data, start, end)
            start = self.consumed = end + 1
            if literal is None:
                pieces, self._pieces = self._pieces, []
                yield pieces
            elif start + literal > len(data):
                self.awaited = literal
                return
            else:
                start = self.consumed = start + literal
                self._pieces.append((self._line, data[start - literal : start]))
            end = data.find(b"\n", start)
        if len(data) - start > LINE_LIMIT:
            raise Unreadable("a line without an end")

    def give(self, literal: bytes) -> None:
        """The awaited literal, whole."""
        self._pieces.append((self._line, literal))
        self.awaited = 0

    def _take_line(self, data: bytes, start: int, end: int) -> int | None:
        """The size of the literal that the line announces; None when it is the last of its
        response."""
        if end - start > LINE_LIMIT:
            raise Unreadable("a line too long")
        if end == start or data[end - 1] != _CR:
            raise Unreadable("a line without CRLF")
        self._line = line = data[start : end - 1]
        announced = _ANNOUNCED.search(line, max(len(line) - SIZE_DIGITS - 3, 0))
        if announced is None or (not self._pieces and _ENDS_AT_ONCE.match(line)):
            self._pieces.append(line)
            return None
        return int(announced[1])
