"""Bodies of a wanted size: text, HTML, both, and what is attached."""

from __future__ import annotations

from random import Random

from bench.mail import prose
from bench.mail.attachments import Attachment, attachment, inline_picture
from bench.mail.charsets import travel
from bench.mail.languages import Language

TEXT_BYTES = (200, 3_000)
"""What a person writes."""

DESIGNED_BYTES = 60_000
"""Of HTML, at most: what a newsletter weighs. The rest of a large message is attached."""

_PICTURE_BYTES = 9_000


def body(language: Language, name: str, chance: Random, size_bytes: int) -> bytes:
    """From Content-Type on, about *size_bytes* octets."""
    share = chance.random()
    said = prose.paragraphs(language, chance, min(size_bytes // 3, chance.randint(*TEXT_BYTES)))
    if share < 0.15 and size_bytes < DESIGNED_BYTES:
        long = prose.paragraphs(language, chance, round(size_bytes * 0.8))
        return _leaf("plain", prose.plain(language, long, name), chance)
    if share < 0.30 and size_bytes < DESIGNED_BYTES:
        return _designed(language, name, chance, size_bytes)
    if share < 0.60 and size_bytes < DESIGNED_BYTES:
        designed = _designed(language, name, chance, round(size_bytes * 0.85))
        return _both(language, name, said, designed, chance)
    return _with_files(language, name, said, chance, size_bytes)


def _leaf(subtype: str, text: str, chance: Random) -> bytes:
    way = travel(chance, text)
    head = f"Content-Type: text/{subtype}; charset={way.charset}\r\n"
    return f"{head}Content-Transfer-Encoding: {way.encoding}\r\n\r\n".encode() + way.encode(text)


def _designed(
    language: Language, name: str, chance: Random, size_bytes: int, image: str = ""
) -> bytes:
    # Each paragraph brings its own style, which is as long as half of it.
    said = prose.paragraphs(language, chance, round(size_bytes * 0.58))
    return _leaf("html", prose.html(language, said, name, image), chance)


def _both(
    language: Language, name: str, said: list[prose.Paragraph], designed: bytes, chance: Random
) -> bytes:
    text = prose.plain(language, said, name, said[0] if chance.random() < 0.3 else None)
    return _multipart("alternative", [_leaf("plain", text, chance), designed], chance)


def _with_files(
    language: Language, name: str, said: list[prose.Paragraph], chance: Random, size_bytes: int
) -> bytes:
    picture = f"logo{chance.randint(1, 9)}@bench" if chance.random() < 0.3 else ""
    designed = _designed(language, name, chance, min(size_bytes // 4, 30_000), picture)
    readable = _both(language, name, said, designed, chance)
    if picture:
        logo = _file(inline_picture(picture, chance, min(_PICTURE_BYTES, size_bytes // 4)))
        readable = _multipart("related", [readable, logo], chance)
    rest, count = max(0, size_bytes - len(readable) - 600), chance.choice((1, 1, 1, 2, 3))
    files = [_file(attachment(language, chance, rest // count)) for _ in range(count)]
    return _multipart("mixed", [readable, *files], chance)


def _file(attached: Attachment) -> bytes:
    return attached.head.encode() + attached.body


def _multipart(subtype: str, parts: list[bytes], chance: Random) -> bytes:
    boundary = f"=_{chance.getrandbits(64):016x}"
    opened = f'Content-Type: multipart/{subtype}; boundary="{boundary}"\r\n\r\n'
    between = f"\r\n--{boundary}\r\n".encode()
    return opened.encode() + between[2:] + between.join(parts) + f"\r\n--{boundary}--\r\n".encode()
