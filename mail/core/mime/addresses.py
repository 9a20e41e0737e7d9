"""Address lists as mail really has them (RFC 5322 §3.4, and whatever else was sent).

One pass over tokens, no recursion, linear. A malformed list degrades to the addresses that can be
made out; a quote or a comment that is never closed counts as an ordinary character.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from mail.core.address import Address
from mail.core.mime.caps import ADDRESS_CHARACTERS_LIMIT, ADDRESS_COUNT_LIMIT, NAME_LIMIT
from mail.core.mime.charset import decode_header

_QUOTED = rb'(?P<quoted>"(?:[^"\\]|\\.)*+"?) |'
_OTHER = rb"""
    (?P<word>=\?[^?\s]{1,80}\?[bBqQ]\?[^?]*+\?=)
  | (?P<angle><(?:"(?:[^"\\]|\\.){0,80}"|[^<>,;"])*+(?:>|(?=[,;<])|\Z))
  | (?P<separator>[,;])
  | (?P<group>:)
  | (?P<comment>\()
  | (?P<blank>\s++)
  | (?P<text>[^\s"<(,;:=]++|.)"""
_TOKEN = re.compile(_QUOTED + _OTHER, re.DOTALL | re.VERBOSE)
_TOKEN_WITHOUT_QUOTES = re.compile(_OTHER, re.DOTALL | re.VERBOSE)
# What nearly every address looks like: “Name <a@b>”, “"Name" <a@b>”, “a@b”.
_USUAL = re.compile(
    rb"""\s*+
    (?: (?: "(?P<quoted>[^"\\]*+)"
          | (?P<words>(?:=\?[^?\s]{1,80}\?[bBqQ]\?[^?\s]*+\?=|[^][\s"<>(),:;@\\'=]|\s++(?!<))++) )
        \s++ <(?P<angle>[\w.+-]++@[\w.-]++)>
      | (?P<bare>[\w.+-]++@[\w.-]++)
      | <(?P<lone>[\w.+-]++@[\w.-]++)> )
    \s*+ (?: ,|\Z )""",
    re.VERBOSE,
)
_CACHED_BYTES = 200
_COMMENT_MARK = re.compile(rb"\\.|[()]", re.DOTALL)
_ESCAPED = re.compile(rb"\\(.)", re.DOTALL)


@dataclass(slots=True)
class _Item:
    """What stands between two separators."""

    words: list[bytearray] = field(default_factory=lambda: [bytearray()])
    angle: bytes = b""
    comment: bytes = b""

    def add(self, piece: bytes) -> None:
        self.words[-1] += piece

    @property
    def empty(self) -> bool:
        return not (self.angle or any(self.words))


def parse_addresses(
    raw: bytes | str, limit: int = ADDRESS_COUNT_LIMIT
) -> tuple[tuple[Address, ...], int]:
    """The first *limit* addresses of a list, and how many more it holds.

    Group names are left out, their members kept. Somebody who is named without an address
    (``From: Postmaster``) is kept with an empty one. Nothing is raised.
    """
    data = raw if isinstance(raw, bytes) else raw.encode("utf-8", "replace")
    if not data:
        return (), 0
    return _parsed_before(data, limit) if len(data) <= _CACHED_BYTES else _parsed(data, limit)


def _parsed(data: bytes, limit: int) -> tuple[tuple[Address, ...], int]:
    usual = _usual_addresses(data, limit)
    return (usual, 0) if usual else _unusual_addresses(data, limit)


_parsed_before = lru_cache(maxsize=2_048)(_parsed)
"""A mailbox has few correspondents and one owner."""


def _usual_addresses(data: bytes, limit: int) -> tuple[Address, ...]:
    """The same as the tokens would give; nothing when one of them is not usual or too long."""
    found: list[Address] = []
    position = 0
    while position < len(data):
        match = _USUAL.match(data, position)
        if match is None or len(found) == limit:
            return ()
        position = match.end()
        quoted, words, *specs = match.groups()
        address = next(filter(None, specs)).decode("ascii")
        if len(address) > ADDRESS_CHARACTERS_LIMIT:
            return ()
        name = _shown_name(quoted if quoted is not None else b" ".join((words or b"").split()))
        found.append(Address("" if name == address else name[:NAME_LIMIT].strip(), address))
    return tuple(found)


def _unusual_addresses(data: bytes, limit: int) -> tuple[tuple[Address, ...], int]:
    found: list[Address] = []
    left_out = 0
    for item in _items(data):
        if item.empty:
            continue
        if len(found) == limit:
            left_out += 1
        elif (address := _address(item)).name or address.address:
            found.append(address)
    return tuple(found), left_out


def _items(data: bytes) -> Iterator[_Item]:
    item, position, tokens, comments = _Item(), 0, _TOKEN, True
    while token := tokens.match(data, position):
        kind, piece, position = token.lastgroup, token[0], token.end()
        if kind == "quoted" and not _closed(piece):
            # Trying again at each further quote would take quadratic time.
            tokens, position = _TOKEN_WITHOUT_QUOTES, token.start() + 1
        elif kind == "comment" and comments:
            end = _end_of_comment(data, token.start())
            comments = end > 0
            item.comment, position = data[position : end - 1], end or position
            item.words.append(bytearray())
        elif kind == "separator":
            yield item
            item = _Item()
        elif kind == "group":
            item = _Item()
        elif piece == b"<":
            continue
        elif kind == "angle":
            if item.angle:
                yield item
                item = _Item()
            item.angle = piece
            item.words.append(bytearray())
        elif kind == "blank":
            item.words.append(bytearray())
        else:
            item.add(piece)
    yield item


def _closed(quoted: bytes) -> bool:
    inner = quoted[1:-1]
    return (
        len(quoted) > 1
        and quoted.endswith(b'"')
        and (len(inner) - len(inner.rstrip(b"\\"))) % 2 == 0
    )


def _end_of_comment(data: bytes, start: int) -> int:
    """Where the comment that opens at *start* ends, nested ones included; 0 when it never does."""
    depth = 0
    for mark in _COMMENT_MARK.finditer(data, start):
        depth += {b"(": 1, b")": -1}.get(mark[0], 0)
        if depth == 0:
            return mark.end()
    return 0


def _address(item: _Item) -> Address:
    words = [bytes(word) for word in item.words if word]
    spec = item.angle.strip(b"<>") if item.angle else _take_spec(words)
    address = decode_header(spec).removeprefix("mailto:")
    if '"' not in address:  # a quoted local part may hold blanks
        address = "".join(address.split())
    name = _name(words) or decode_header(_ESCAPED.sub(rb"\1", item.comment))
    shown = "" if name == address else name[:NAME_LIMIT].strip()
    return Address(shown, address[:ADDRESS_CHARACTERS_LIMIT])


def _take_spec(words: list[bytes]) -> bytes:
    """Remove the addr-spec from *words*, blanks around its ``@`` tolerated, and return it."""
    if not any(map(_holds_spec, words)):
        # None outside quotes: an address in quotes is better than none.
        words[:] = [part for word in words for part in _opened(word)]
    at = next((i for i, word in enumerate(words) if _holds_spec(word)), None)
    if at is None:
        return b""
    first = at - 1 if at and words[at].startswith(b"@") else at
    last = at + 1 if words[at].endswith(b"@") else at
    spec = b"".join(words[first : last + 1])
    del words[first : last + 1]
    return spec


def _holds_spec(word: bytes) -> bool:
    return b"@" in word and not word.startswith(b"=?") and not word.endswith(b'"')


def _opened(word: bytes) -> list[bytes]:
    return word.replace(b'"', b" ").split() if b"@" in word else [word]


def _name(words: list[bytes]) -> str:
    return _shown_name(b" ".join(map(_unquoted, words)))


def _shown_name(phrase: bytes) -> str:
    name = decode_header(phrase).strip("<> ")  # left over from brackets that do not match
    return name[1:-1] if len(name) > 1 and name[0] == name[-1] == "'" else name


def _unquoted(word: bytes) -> bytes:
    if len(word) > 1 and word[:1] == word[-1:] == b'"':
        return _ESCAPED.sub(rb"\1", word[1:-1])
    return word
