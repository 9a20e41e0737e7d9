"""The data of a server's response as values (RFC 9051 §4).

A *piece* is a line, or a line that ends in ``{n}`` together with the literal that follows it. Own
code because it has to survive hostile answers one record at a time, and because a first
synchronisation spends most of its time here: one expression cuts a whole line into tokens, and one
loop without calls puts them together.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

Piece = bytes | tuple[bytes, bytes]
Item = None | int | bytes | tuple["Item", ...]

DEPTH_LIMIT = 200
"""Nesting of lists: three levels for each level of a message's structure, which ends at 64."""

ITEM_LIMIT = 100_000
"""Tokens and spaces of one response: a message of a thousand parts has about forty thousand."""

# Most of a response is strings without escapes one space apart, lists of such strings, and rows of
# NIL: each such run is one token, and half of the steps.
_STRINGS = rb'"[^"\\]*+"(?: "[^"\\]*+")*+'
_TOKEN = (
    rb"\(%s\)|[()]|%s|" % (_STRINGS, _STRINGS)
    + rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"|NIL(?: NIL)*+(?=[ )]|\Z)|(?:[^ ()"\[]++|\[[^\]]*+\])++'
)
# What is no token takes the rest of the line with it, so that it is looked at once.
_TOKENS = re.compile(rb" *+(%s|.+)" % _TOKEN, re.DOTALL)
_ONE_TOKEN = re.compile(rb"(?:%s)\Z" % _TOKEN, re.DOTALL)
_ESCAPED = re.compile(rb"\\(.)", re.DOTALL)
_ANNOUNCEMENT = re.compile(rb"\{\d+\+?\}\Z")
_NUMBER_DIGITS = 19
_QUOTE, _OPEN, _CLOSE, _NIL = b'"()N'


class Unreadable(ValueError):
    """The response does not follow the grammar, or is larger than any real one."""


def read_items(pieces: Sequence[Piece]) -> tuple[Item, ...]:
    """The values of one response. Lists become tuples, NIL None, numbers int, all else bytes.

    Raises Unreadable.
    """
    reader = _Reader()
    for piece in pieces:
        if isinstance(piece, tuple):
            reader.read_text(_without_announcement(piece[0]))
            reader.add(piece[1])
        else:
            reader.read_text(piece)
    return reader.finished()


class _Reader:
    def __init__(self) -> None:
        self._open: list[list[Item]] = [[]]
        self._left = ITEM_LIMIT

    def read_text(self, text: bytes) -> None:
        tokens = _tokens(text)
        self._count(len(tokens) + text.count(b" "))
        innermost = self._open[-1]
        for token in tokens:
            first = token[0]
            if first == _QUOTE:
                if b"\\" in token:
                    innermost.append(_ESCAPED.sub(rb"\1", token[1:-1]))
                else:
                    innermost += token[1:-1].split(b'" "')
            elif first == _OPEN:
                if len(token) > 1:
                    innermost.append(tuple(token[2:-2].split(b'" "')))
                else:
                    innermost = self._opened()
            elif first == _CLOSE:
                innermost = self._closed()
            elif token.isdigit() and len(token) <= _NUMBER_DIGITS:
                innermost.append(int(token))
            elif first == _NIL and b" " in token:
                innermost += (None,) * ((len(token) + 1) // 4)
            else:
                innermost.append(None if token.upper() == b"NIL" else token)

    def add(self, item: Item) -> None:
        self._count(1)
        self._open[-1].append(item)

    def finished(self) -> tuple[Item, ...]:
        if len(self._open) != 1:
            raise Unreadable("a list is not closed")
        return tuple(self._open[0])

    def _count(self, values: int) -> None:
        self._left -= values
        if self._left < 0:
            raise Unreadable("too many values")

    def _opened(self) -> list[Item]:
        if len(self._open) > DEPTH_LIMIT:
            raise Unreadable("too deep")
        self._open.append([])
        return self._open[-1]

    def _closed(self) -> list[Item]:
        closed = tuple(self._open.pop())
        if not self._open:
            raise Unreadable("a list is closed that was not opened")
        self._open[-1].append(closed)
        return self._open[-1]


def _tokens(text: bytes) -> list[bytes]:
    text = text.rstrip(b" ")
    tokens: list[bytes] = _TOKENS.findall(text)
    if tokens and not _ONE_TOKEN.match(tokens[-1]):
        raise Unreadable(f"at octet {len(text) - len(tokens[-1])}")
    return tokens


def _without_announcement(line: bytes) -> bytes:
    start = max(line.rfind(b"{"), 0)
    if not _ANNOUNCEMENT.match(line, start):
        return line
    return line[:start].removesuffix(b"~")


def split_records(data: Iterable[Piece | None]) -> list[list[Piece]]:
    """The pieces of each response: one with a literal goes on, one without ends it."""
    records: list[list[Piece]] = [[]]
    for piece in data:
        if piece is None:
            continue
        records[-1].append(piece)
        if not isinstance(piece, tuple):
            records.append([])
    return [record for record in records if record]
