"""Header, structure and the fetched parts put together into one reading of a message."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape

from mail.core.mime.caps import TEXT_LIMIT
from mail.core.mime.charset import decode_text
from mail.core.mime.charset_names import codec_for
from mail.core.mime.defects import Defect
from mail.core.mime.fields import text_in_header
from mail.core.mime.flowed import unflow
from mail.core.mime.headers import parse_headers
from mail.core.mime.message import ParsedMessage, Part, Structure
from mail.core.mime.transfer import decode_transfer

ENCODED_TEXT_LIMIT = 3 * TEXT_LIMIT
"""Bytes read of an encoded part: quoted-printable writes three for one, base64 fewer."""

_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s{0,9}=\s{0,9}[\"']?([\w:.-]{1,40})", re.I)
_META_WITHIN_BYTES = 2_048
_PLAIN, _HTML = "text/plain", "text/html"


def assemble(header: bytes, structure: Structure, parts: Mapping[str, bytes]) -> ParsedMessage:
    """The message that *header* and the still transfer-encoded *parts* (by section) make up.

    ``text`` holds the plain text alone; ``html`` holds the pages, and beside a page also the
    plain parts that stand next to it, escaped. A part that was not brought is a defect.
    """
    headers = parse_headers(header)
    read = read_parts(structure, parts, above=text_above(header, structure))
    defects = (*headers.defects, *structure.defects, *read.defects)
    return ParsedMessage(headers, structure, read.text, read.html, tuple(dict.fromkeys(defects)))


@dataclass(frozen=True, slots=True)
class ReadParts:
    """``text`` and ``html`` of a message, and what was wrong with its parts alone."""

    text: str
    html: str
    defects: tuple[str, ...]


def text_above(header: bytes, structure: Structure) -> str:
    """What a message says in place of its header; nothing, in nearly all."""
    body_is_empty = not any(part.size_bytes for part in structure.parts)
    return _with_line_feeds(decode_text(text_in_header(header, body_is_empty=body_is_empty)))


def read_parts(structure: Structure, parts: Mapping[str, bytes], *, above: str = "") -> ReadParts:
    """The readable *parts* of a message, below the text *above* them. Nothing is raised."""
    reader = _Reader(structure, parts)
    text = "\n\n".join(filter(None, (above, reader.joined(structure.text, _PLAIN))))
    html = reader.joined(structure.html, _HTML)
    return ReadParts(text[:TEXT_LIMIT], html, tuple(reader.defects))


def decode_part(part: Part, data: bytes) -> bytes:
    """The content of *part* without its transfer encoding. Nothing is raised."""
    return decode_transfer(part.encoding, data)


class _Reader:
    def __init__(self, structure: Structure, parts: Mapping[str, bytes]) -> None:
        self.defects: list[str] = []
        self._described = {part.section: part for part in structure.parts}
        self._parts = parts

    def joined(self, sections: Iterable[str], wanted: str) -> str:
        """The texts of *sections* as *wanted* type, one after the other, within TEXT_LIMIT."""
        text = "\n".join(filter(None, (self._text(section, wanted) for section in sections)))
        if len(text) > TEXT_LIMIT:
            self.defects.append(Defect.TEXT_TRUNCATED)
        return text[:TEXT_LIMIT]

    def _text(self, section: str, wanted: str) -> str:
        part = self._described.get(section)
        if part is None or section not in self._parts:
            self.defects.append(Defect.PART_MISSING)
            return ""
        data = decode_part(part, self._parts[section][:ENCODED_TEXT_LIMIT])
        if len(data) > TEXT_LIMIT or len(self._parts[section]) > ENCODED_TEXT_LIMIT:
            self.defects.append(Defect.TEXT_TRUNCATED)
        text = _part_text(part, data[:TEXT_LIMIT])
        if wanted == _HTML and part.content_type == _PLAIN:
            return f"<div>{escape(text).replace(chr(10), '<br>')}</div>"
        return text


def _part_text(part: Part, data: bytes) -> str:
    declared = part.charset
    # Servers say "us-ascii" of a part that names none, and we read the same of it.
    if part.content_type == _HTML and not codec_for(declared):
        declared = _meta_charset(data) or declared
    text = _with_line_feeds(decode_text(data, declared))
    flowed = part.format_flowed and part.content_type == _PLAIN
    return unflow(text, delsp=part.delsp) if flowed else text


def _with_line_feeds(text: str) -> str:
    if "\r" not in text:
        return text
    # Half the time of replacing a pair of characters.
    return "\n".join(text.split("\r\n")).replace("\r", "\n")


def _meta_charset(data: bytes) -> str:
    found = _META_CHARSET.search(data[:_META_WITHIN_BYTES])
    return found[1].decode("ascii") if found else ""
