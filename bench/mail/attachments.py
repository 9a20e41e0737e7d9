"""Files that come with mail, and the ways in which senders write their names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from urllib.parse import quote

from bench.mail.charsets import base64_lines
from bench.mail.headers import encoded
from bench.mail.languages import Language

_OFFICE = "application/vnd.openxmlformats-officedocument"
# (type, ending, first bytes): the rest of the contents is chance, as in what is compressed.
_KINDS = (
    ("application/pdf", "pdf", b"%PDF-1.7\n"),
    ("image/jpeg", "jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF\x00"),
    (f"{_OFFICE}.spreadsheetml.sheet", "xlsx", b"PK\x03\x04"),
    (f"{_OFFICE}.wordprocessingml.document", "docx", b"PK\x03\x04"),
    ("application/zip", "zip", b"PK\x03\x04"),
)
_PNG = b"\x89PNG\r\n\x1a\n"
BASE64_GROWTH = 78 / 57


@dataclass(frozen=True, slots=True)
class Attachment:
    """``head`` is the header block of the part, ``body`` its octets as they travel."""

    head: str
    body: bytes


def attachment(language: Language, chance: Random, travelling_bytes: int) -> Attachment:
    content_type, ending, start = chance.choice(_KINDS)
    name = f"{chance.choice(language.subjects)} {chance.randint(1, 99)}.{ending}"
    head = (
        f"Content-Type: {content_type}\r\nContent-Transfer-Encoding: base64\r\n"
        f"Content-Disposition: attachment;{_written(name, chance)}\r\n\r\n"
    )
    return Attachment(head, _contents(chance, start, travelling_bytes))


def inline_picture(content_id: str, chance: Random, travelling_bytes: int) -> Attachment:
    head = (
        'Content-Type: image/png; name="logo.png"\r\nContent-Transfer-Encoding: base64\r\n'
        f"Content-ID: <{content_id}>\r\n"
        'Content-Disposition: inline; filename="logo.png"\r\n\r\n'
    )
    return Attachment(head, _contents(chance, _PNG, travelling_bytes))


def _contents(chance: Random, start: bytes, travelling_bytes: int) -> bytes:
    size = max(40, round(travelling_bytes / BASE64_GROWTH))
    return base64_lines(start + chance.randbytes(size - len(start)))


def _written(name: str, chance: Random) -> str:
    """The filename parameter, in one of the ways that are met."""
    ways: tuple[Callable[[str, Random], str], ...] = (_extended, _continued, _encoded_word)
    return (_quoted if name.isascii() else chance.choice(ways))(name, chance)


def _quoted(name: str, _chance: Random) -> str:
    return f'\r\n filename="{name}"'


def _extended(name: str, _chance: Random) -> str:
    """RFC 2231 §4."""
    return f"\r\n filename*=utf-8''{quote(name)}"


def _continued(name: str, _chance: Random) -> str:
    """RFC 2231 §3 and §4.1; a cut may stand between two characters only."""
    middle = len(name) // 2
    first, second = quote(name[:middle]), quote(name[middle:])
    return f"\r\n filename*0*=utf-8''{first};\r\n filename*1*={second}"


def _encoded_word(name: str, chance: Random) -> str:
    """What RFC 2047 §5 forbids and much software writes."""
    return f'\r\n filename="{encoded(name, "iso-8859-1", chance)}"'
