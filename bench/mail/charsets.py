"""In which charset and transfer encoding a text travels (RFC 2045 §6)."""

from __future__ import annotations

import binascii
import quopri
import re
from dataclasses import dataclass
from random import Random

# Old mail programs and machines: seldom, but in every mailbox.
RARE = ("iso-8859-10", "windows-1257", "macintosh", "utf-16", "iso-8859-14")
COMMON = ("utf-8", "iso-8859-1", "windows-1252", "iso-8859-15")
_WEIGHTS = (62, 15, 15, 8)
_RARE_SHARE = 0.04
_ASCII_SHARE = 0.5
_LINE = 76  # characters; RFC 2045 §6.8


@dataclass(frozen=True, slots=True)
class Travel:
    """``charset`` as declared, ``encoding`` as in Content-Transfer-Encoding."""

    charset: str
    encoding: str

    @property
    def for_headers(self) -> str:
        """Nobody writes encoded words in the rare ones, nor in ASCII."""
        return self.charset if self.charset in COMMON else "utf-8"

    def encode(self, text: str) -> bytes:
        """*text*, lines ending in CRLF, as octets of a body."""
        octets = text.encode(self.charset)
        if self.encoding == "base64":
            return base64_lines(octets)
        if self.encoding == "quoted-printable":
            plain = quopri.encodestring(octets.replace(b"\r\n", b"\n"))
            return re.sub(rb"\r?\n", b"\r\n", plain)
        return octets


def travel(chance: Random, text: str) -> Travel:
    """A way in which *text* can travel unharmed."""
    if text.isascii() and chance.random() < _ASCII_SHARE:
        return Travel("us-ascii", "7bit")
    charset = _charset(chance)
    if not _can_say(charset, text):
        charset = "utf-8"
    if charset == "utf-16":
        return Travel(charset, "base64")
    encodings = ("quoted-printable", "base64", "8bit")
    return Travel(charset, chance.choices(encodings, (50, 25, 25))[0])


def base64_lines(octets: bytes) -> bytes:
    text = binascii.b2a_base64(octets, newline=False)
    starts = range(0, len(text), _LINE)
    return b"\r\n".join([text[at : at + _LINE] for at in starts]) + b"\r\n"


def _charset(chance: Random) -> str:
    if chance.random() < _RARE_SHARE:
        return chance.choice(RARE)
    return chance.choices(COMMON, _WEIGHTS)[0]


def _can_say(charset: str, text: str) -> bool:
    try:
        text.encode(charset)
    except UnicodeEncodeError:
        return False
    return True
