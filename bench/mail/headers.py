"""Header fields with other letters than ASCII's (RFC 2047), folded."""

from __future__ import annotations

import base64
from random import Random

from bench.mail.people import Correspondent

_CHARACTERS = 14  # so that a word in UTF-8 and base64 stays below 75 characters


def encoded(text: str, charset: str, chance: Random) -> str:
    """*text* as it may stand in a header; plain when it is ASCII."""
    if text.isascii():
        return text
    write = _b if chance.random() < 0.5 else _q
    pieces = [text[at : at + _CHARACTERS] for at in range(0, len(text), _CHARACTERS)]
    return "\r\n ".join(write(piece.encode(charset), charset) for piece in pieces)


def mailbox(person: Correspondent, charset: str, chance: Random) -> str:
    """``name <address>``, as in From."""
    if person.name.isascii():
        return f'"{person.name}" <{person.address}>'
    return f"{encoded(person.name, charset, chance)} <{person.address}>"


def _b(octets: bytes, charset: str) -> str:
    return f"=?{charset}?B?{base64.b64encode(octets).decode()}?="


def _q(octets: bytes, charset: str) -> str:
    text = "".join(chr(o) if chr(o).isalnum() and o < 0x80 else f"={o:02X}" for o in octets)
    return f"=?{charset}?Q?{text.replace('=20', '_')}?="
