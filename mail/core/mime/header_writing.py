"""Header fields written: encoded words, folding, addresses (RFC 5322 §2.2.3, RFC 2047 §5).

Our own, because the standard library of CPython 3.11.7 drops silently what follows a line break
in an address, and does not verify the headers it generates (both came later).
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable

from mail.core.address import Address, parse_addr_spec
from mail.core.errors import Code, MailError

LINE_TARGET = 78
"""Characters a header line should not exceed (RFC 5322 §2.1.1)."""

_WORD_BYTES = 36
"""Bytes per encoded word: with its frame 60 characters, of the 75 allowed, so it fits one line."""

_PLAIN_WORD_LIMIT = 60
_PLAIN_PHRASE = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?: [A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*\Z"
)
_PIECE = re.compile(r"\s*\S+")


def refuse_controls(*values: str) -> None:
    """Raises ValueError when a value holds a control character, a line separator or a surrogate.

    A bare CR in a subject or a name is how headers are injected.
    """
    for value in values:
        if any(c < " " or "\x7f" <= c < "\xa0" or c in "\u2028\u2029" for c in value):
            raise ValueError("a control character in a header")
        if any("\ud800" <= c <= "\udfff" for c in value):
            raise ValueError("a lone surrogate in a header")


def unstructured(name: str, text: str) -> str:
    """A field of free text, folded and without the closing line break."""
    refuse_controls(text)
    return folded(name, _text_pieces(text.strip()))


def address_list(name: str, addresses: Iterable[Address]) -> str:
    """A field of addresses, folded. Raises ValueError and MailError(ADDRESS_INVALID)."""
    pieces: list[str] = []
    for address in addresses:
        refuse_controls(address.name, address.address)
        if pieces:
            pieces[-1] += ","
        pieces += [*_phrase_pieces(address.name.strip()), f" {_angle(address)}"]
    return folded(name, pieces)


def folded(name: str, pieces: Iterable[str]) -> str:
    """*pieces*, each with its leading blank, put on lines of LINE_TARGET where they fit."""
    lines = [f"{name}:"]
    for piece in pieces:
        # The first piece stays beside the name: a line of blanks alone is obsolete syntax.
        started = lines[-1] != f"{name}:"
        if started and len(lines[-1]) + len(piece) > LINE_TARGET:
            lines.append("")
        lines[-1] += piece
    return "\r\n".join(lines)


def _angle(address: Address) -> str:
    spec = parse_addr_spec(address.address)
    if not spec.isascii():  # would need SMTPUTF8 all the way (RFC 6531)
        raise MailError(Code.ADDRESS_INVALID, subject=address.address)
    return f"<{spec}>" if address.name.strip() else spec


def _text_pieces(text: str) -> list[str]:
    pieces = _PIECE.findall(f" {text}") if text else []
    if text.isascii() and "=?" not in text and all(len(p) <= _PLAIN_WORD_LIMIT for p in pieces):
        return pieces
    return _encoded_words(text)


def _phrase_pieces(name: str) -> list[str]:
    if not name:
        return []
    if not name.isascii() or "=?" in name or len(name) > _PLAIN_WORD_LIMIT:
        return _encoded_words(name)
    if _PLAIN_PHRASE.match(name):
        return [f" {name}"]
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return [f' "{escaped}"']


def _encoded_words(text: str) -> list[str]:
    """*text* as encoded words; no character is split between two (RFC 2047 §5)."""
    words = [b""]
    for character in text:
        encoded = character.encode("utf-8")
        if len(words[-1]) + len(encoded) > _WORD_BYTES:
            words.append(b"")
        words[-1] += encoded
    return [f" =?utf-8?B?{b64encode(word).decode('ascii')}?=" for word in words]
