"""BODYSTRUCTURE as nested tuples, the way the IMAP client hands it over (RFC 9051 §7.5.2).

A multipart is ``([child, …], subtype, …)`` or, when it was not converted, ``(child, …, subtype,
…)``; a leaf is ``(type, subtype, parameters, id, description, encoding, size, …)``.
"""

from __future__ import annotations

from mail.core.mime.caps import DEPTH_LIMIT, PART_LIMIT
from mail.core.mime.defects import Defect
from mail.core.mime.leaf import UNKNOWN_TYPE, make_part
from mail.core.mime.message import Part
from mail.core.mime.parameters import NO_PARAMETERS, Parameters, parse_parameters
from mail.core.mime.tree import Multipart, Node

_LEAF_FIELDS = 7
_DISPOSITIONS = frozenset({b"attachment", b"inline"})
_VALUE_LIMIT = 4_000
"""Octets; a name that is told in more is none."""


class BodyStructureReader:
    """Builds the tree of one message and collects what was wrong with it."""

    def __init__(self) -> None:
        self.defects: list[str] = []
        self._leaves = 0

    def read(self, value: object, section: str = "", depth: int = 0) -> Node:
        children = _children(value)
        if children and depth < DEPTH_LIMIT:
            return self._multipart(value, children, section, depth)
        self._leaves += 1
        if children:
            self.defects.append(Defect.TOO_DEEP)
        elif part := _leaf(value, section or "1"):
            return part
        else:
            self.defects.append(Defect.STRUCTURE_INVALID)
        return unknown_part(section or "1")

    def _multipart(
        self, value: object, children: tuple[object, ...], section: str, depth: int
    ) -> Node:
        nodes: list[Node] = []
        for number, child in enumerate(children, 1):
            if self._leaves >= PART_LIMIT:
                self.defects.append(Defect.TOO_MANY_PARTS)
                break
            nodes.append(self.read(child, _below(section, number), depth + 1))
        return Multipart(_subtype(value), tuple(nodes))


def _below(section: str, number: int) -> str:
    return f"{section}.{number}" if section else str(number)


def unknown_part(section: str = "1", size_bytes: int = 0) -> Part:
    return make_part(section, UNKNOWN_TYPE.encode(), size_bytes)


def _children(value: object) -> tuple[object, ...]:
    """The children of a multipart; none for a leaf and for anything else."""
    if not isinstance(value, tuple) or not value:
        return ()
    if isinstance(value[0], list):
        return tuple(value[0])
    if not isinstance(value[0], tuple):
        return ()
    count = next((i for i, item in enumerate(value) if not isinstance(item, tuple)), len(value))
    return value[:count]


def _subtype(value: object) -> str:
    if not isinstance(value, tuple):
        return ""
    after = (item for item in value if not isinstance(item, tuple | list))
    return _bytes(next(after, b"")).decode("ascii", "ignore").lower()


def _leaf(value: object, section: str) -> Part | None:
    if not isinstance(value, tuple) or len(value) < _LEAF_FIELDS:
        return None
    main, sub = _bytes(value[0]), _bytes(value[1])
    if not (main and sub):
        return None
    disposition, disposition_parameters = _disposition(value[_LEAF_FIELDS:])
    return make_part(
        section,
        main + b"/" + sub,
        value[6] if isinstance(value[6], int) and value[6] > 0 else 0,
        type_parameters=_parameters(value[2]),
        encoding=_bytes(value[5]),
        content_id=_bytes(value[3]),
        disposition=disposition,
        disposition_parameters=disposition_parameters,
    )


def _disposition(extension: tuple[object, ...]) -> tuple[bytes, Parameters]:
    """The field shaped like ``(word, parameters)``: its place differs between types and servers."""
    for item in extension:
        match item:
            case (bytes() | str() as word, None | tuple() as parameters):
                return _bytes(word), _parameters(parameters)
    # pymap 0.36 sends the header's own value as one string (seen 2026-11).
    for item in extension:
        word, found = parse_parameters(_bytes(item)[:_VALUE_LIMIT])
        if word in _DISPOSITIONS:
            return word, found
    return b"", NO_PARAMETERS


def _parameters(value: object) -> Parameters:
    if not isinstance(value, tuple):
        return NO_PARAMETERS
    pairs = zip(value[::2], value[1::2], strict=False)
    return Parameters.of((_bytes(name), _bytes(word)) for name, word in pairs)


def _bytes(value: object) -> bytes:
    if isinstance(value, bytes):
        return value
    if isinstance(value, str):
        return value.encode("utf-8", "replace")
    return b"%d" % value if isinstance(value, int) else b""
