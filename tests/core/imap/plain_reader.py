"""The reader of response values as the grammar puts it, token by token: the fast one must agree."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mail.core.imap.response import DEPTH_LIMIT, ITEM_LIMIT, Item, Piece, Unreadable

_TOKEN = re.compile(
    rb'(?P<space> +)|(?P<open>\()|(?P<close>\))|"(?P<quoted>[^"\\]*(?:\\.[^"\\]*)*)"'
    rb'|(?P<atom>(?:[^ ()"\[]+|\[[^\]]*\])+)',
    re.DOTALL,
)
_ESCAPED = re.compile(rb"\\(.)", re.DOTALL)
_LITERAL = re.compile(rb"~?\{\d+\+?\}\Z")
_NUMBER_DIGITS = 19


def read_items(pieces: Sequence[Piece]) -> tuple[Item, ...]:
    """The values of one response. Lists become tuples, NIL None, numbers int, all else bytes.

    Raises Unreadable.
    """
    reader = _Reader()
    for piece in pieces:
        if isinstance(piece, tuple):
            reader.read_text(_LITERAL.sub(b"", piece[0]))
            reader.add(piece[1])
        else:
            reader.read_text(piece)
    return reader.finished()


class _Reader:
    def __init__(self) -> None:
        self._open: list[list[Item]] = [[]]
        self._count = 0

    def read_text(self, text: bytes) -> None:
        position = 0
        while position < len(text):
            token = _TOKEN.match(text, position)
            if token is None:
                raise Unreadable(f"at octet {position}")
            position = token.end()
            self._take(str(token.lastgroup), token[token.lastgroup or 0])

    def add(self, item: Item) -> None:
        self._count += 1
        if self._count > ITEM_LIMIT:
            raise Unreadable("too many values")
        self._open[-1].append(item)

    def finished(self) -> tuple[Item, ...]:
        if len(self._open) != 1:
            raise Unreadable("a list is not closed")
        return tuple(self._open[0])

    def _take(self, kind: str, text: bytes) -> None:
        if kind == "open":
            if len(self._open) > DEPTH_LIMIT:
                raise Unreadable("too deep")
            self._open.append([])
        elif kind == "close":
            if len(self._open) == 1:
                raise Unreadable("a list is closed that was not opened")
            self.add(tuple(self._open.pop()))
        elif kind == "quoted":
            self.add(_ESCAPED.sub(rb"\1", text) if b"\\" in text else text)
        elif kind == "atom":
            self.add(_atom(text))


def _atom(text: bytes) -> Item:
    if text.isdigit() and len(text) <= _NUMBER_DIGITS:
        return int(text)
    return None if text.upper() == b"NIL" else text
