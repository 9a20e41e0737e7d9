"""A message's parts, from the server's description or from the whole message: the same answer."""

from __future__ import annotations

from mail.core.mime.bodystructure import BodyStructureReader, unknown_part
from mail.core.mime.caps import HEADER_BLOCK_LIMIT, MESSAGE_LIMIT
from mail.core.mime.defects import Defect
from mail.core.mime.fields import split_header
from mail.core.mime.message import Structure
from mail.core.mime.sniff import INLINE_IMAGE_TYPES as INLINE_IMAGE_TYPES
from mail.core.mime.tree import structure_of
from mail.core.mime.whole import WholeReader

WHOLE = ""
"""The section that is the whole message (BODY[], RFC 9051 §6.4.5)."""


def from_server(value: object, *, size_bytes: int, header: bytes) -> Structure:
    """Like :func:`from_bodystructure`; where a server cannot describe a message, the whole of it
    is to be fetched and cut up here.

    *size_bytes* is that of the message. A server that has lost its way says nonsense, or that
    every part is empty though something stands below the header.
    """
    structure = from_bodystructure(value)
    empty = not any(part.size_bytes for part in structure.parts)
    if Defect.STRUCTURE_INVALID in structure.defects or (empty and size_bytes > len(header)):
        return Structure(parts=(), text=(WHOLE,), defects=structure.defects)
    return structure


def from_bodystructure(value: object) -> Structure:
    """The structure that a server's BODYSTRUCTURE describes. Nothing is raised.

    Sections are numbered as RFC 9051 §6.4.5.1 does; a value of any other shape is one part of
    unknown type with a defect.
    """
    reader = BodyStructureReader()
    root = reader.read(value)
    return structure_of(root, reader.defects)


def from_raw(raw: bytes) -> tuple[bytes, Structure, dict[str, bytes]]:
    """A whole message as its header, its structure and the bodies of its leaves by section.

    Bodies keep their transfer encoding, as a server sends them. Nothing is raised.
    """
    if len(raw) > MESSAGE_LIMIT:
        header_end, body = split_header(raw, 0, HEADER_BLOCK_LIMIT)
        whole = unknown_part(size_bytes=len(raw) - body)
        return raw[:header_end], structure_of(whole, [Defect.MESSAGE_TOO_LARGE]), {}
    if b"\n" not in raw:  # lines of an old Macintosh
        raw = raw.replace(b"\r", b"\n")
    reader = WholeReader(raw)
    header_end, _ = split_header(raw, 0, len(raw))
    header = raw[: min(header_end, HEADER_BLOCK_LIMIT + 1)]
    root = reader.read(0, len(raw))
    return header, structure_of(root, reader.defects), reader.bodies
