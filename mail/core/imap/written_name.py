"""Names of mailboxes as they are written on the wire and as they are kept here (RFC 3501 §5.1.3).

Most are modified UTF-7, and kept decoded. Other programs write others: ``R&D``, plain UTF-8 or
Latin-1, ``&AOQ-&APY-`` in two pieces where one is due. A server knows such a folder by exactly
these octets, so each octet that stands for nothing is kept as a character of its own, from a
private row that no decoded name and no person has. Then :func:`encoded` undoes :func:`decoded`
whatever was written, no two folders share a name, and a child's begins with its parent's.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from collections.abc import Iterator

from mail.core.imap.folder_name import NAME_LIMIT

_ROW = 0xF700
"""An octet is kept as this character plus itself; private use, so never printable."""

_UNSENDABLE = frozenset(b"\0\r\n")
"""No quoted string holds them (RFC 9051 §4.3), and none of them is ever written back."""

_KEPT = {
    octet: chr(_ROW + octet)
    for octet in range(256)
    if (octet == ord("&") or not 0x20 <= octet < 0x7F) and octet not in _UNSENDABLE
}
_OCTETS = {character: octet for octet, character in _KEPT.items()}

_PIECES = re.compile(rb"&[A-Za-z0-9+,]*-|[^&]+|&", re.DOTALL)
_KEPT_CLASS = "".join(_OCTETS)
_RUNS = re.compile(rf"([ -%'-~]+)|(&)|([{_KEPT_CLASS}]+)|([^ -~{_KEPT_CLASS}]+)", re.DOTALL)
_ANY_KEPT = re.compile(f"[{_KEPT_CLASS}]")
_KEPT_SHIFT = re.compile(f"{_KEPT[ord('&')]}([A-Za-z0-9+,]*)-")
_KEPT_LETTERS = re.compile(f"[{chr(_ROW + 0x80)}-{chr(_ROW + 0xFF)}]+")


def decoded(octets: bytes) -> str | None:
    """The name to keep of a mailbox that LIST wrote as *octets*; None where a command cannot."""
    if _UNSENDABLE.intersection(octets):
        return None
    return "".join(_decoded_pieces(octets))


def encoded(name: str) -> bytes:
    """*name* as commands write it: without CR, LF and NUL, whatever it is. Raises nothing."""
    return b"".join(_encoded_runs(name))


def readable(name: str, delimiter: str = "") -> str:
    """*name* for people: kept octets as what they probably mean, nothing that is not printable,
    and each part that holds some no longer than a name of ours. It cannot be written back."""
    if not _ANY_KEPT.search(name):
        return name
    parts = name.split(delimiter) if delimiter else [name]
    return delimiter.join(_readable_part(part, delimiter) for part in parts)


def _decoded_pieces(octets: bytes) -> Iterator[str]:
    was_shifted = False
    for piece in _PIECES.findall(octets):
        # Two shifts in a row are one when we write them.
        text = None if was_shifted else _shifted(piece)
        was_shifted = text is not None
        yield "&" if piece == b"&-" else _kept(piece) if text is None else text


def _shifted(piece: bytes) -> str | None:
    """What *piece* stands for, when it is exactly how we write that."""
    text = _unshifted(piece[1:-1]) if len(piece) > 2 and piece.startswith(b"&") else None
    return text if text and text.isprintable() and encoded(text) == piece else None


def _unshifted(base64: bytes) -> str | None:
    padded = base64.replace(b",", b"/") + b"=" * (-len(base64) % 4)
    try:
        return b64decode(padded, validate=True).decode("utf-16-be")
    except ValueError:
        return None


def _kept(octets: bytes) -> str:
    return "".join(_KEPT.get(octet) or chr(octet) for octet in octets)


def _encoded_runs(name: str) -> Iterator[bytes]:
    for plain, ampersand, kept, other in _RUNS.findall(name):
        if plain:
            yield plain.encode()
        elif ampersand:
            yield b"&-"
        elif kept:
            yield bytes(_OCTETS[character] for character in kept)
        else:
            base64 = b64encode(other.encode("utf-16-be", "surrogatepass")).rstrip(b"=")
            yield b"&%s-" % base64.replace(b"/", b",")


def _readable_part(part: str, delimiter: str) -> str:
    if not _ANY_KEPT.search(part):
        return part

    def meant(shift: re.Match[str]) -> str:
        text = _unshifted(shift[1].encode())
        # What would look like a folder below another is shown as it is written.
        is_plain = text and not (delimiter and delimiter in text)
        return text if text and is_plain else f"&{shift[1]}-"

    text = _KEPT_LETTERS.sub(_letters, _KEPT_SHIFT.sub(meant, part))
    text = text.replace(_KEPT[ord("&")], "&")
    shown = "".join(one if one.isprintable() else "\N{REPLACEMENT CHARACTER}" for one in text)
    return shown if len(shown) <= NAME_LIMIT else f"{shown[: NAME_LIMIT - 1]}…"


def _letters(kept: re.Match[str]) -> str:
    octets = encoded(kept[0])
    try:
        return octets.decode()
    except UnicodeDecodeError:
        return octets.decode("cp1252", "replace")
