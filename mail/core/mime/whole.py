"""A whole message cut into its parts (RFC 2046 §5.1.1), by positions: nothing is copied twice.

Our own splitting, because the standard library's recurses without a cap, needs seconds for many
parts and ends a header block at its first broken line (measured on CPython 3.11).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mail.core.mime.bodystructure import unknown_part
from mail.core.mime.caps import DEPTH_LIMIT, HEADER_BLOCK_LIMIT, PART_LIMIT
from mail.core.mime.defects import Defect
from mail.core.mime.fields import Fields, parse_fields, split_header
from mail.core.mime.leaf import make_part
from mail.core.mime.message import Part
from mail.core.mime.parameters import Parameters, parse_parameters
from mail.core.mime.tree import Multipart, Node

_LINE_END = re.compile(rb"\r?\n")


class WholeReader:
    """Builds the tree of one message and keeps the bodies of its leaves, still encoded."""

    def __init__(self, raw: bytes) -> None:
        self.bodies: dict[str, bytes] = {}
        self.defects: list[str] = []
        self._raw = raw

    def read(
        self,
        start: int,
        end: int,
        section: str = "",
        depth: int = 0,
        default: bytes = b"text/plain",
    ) -> Node:
        header_end, body = split_header(self._raw, start, end)
        fields = parse_fields(self._raw[start : min(header_end, start + HEADER_BLOCK_LIMIT + 1)])
        kind, parameters = parse_parameters(fields.first(b"content-type"))
        main, _, subtype = kind.partition(b"/")
        if not subtype:
            kind = default
        if main == b"multipart" and subtype:
            if depth >= DEPTH_LIMIT:
                self.defects.append(Defect.TOO_DEEP)
                return self._unknown(section, body, end)
            spans = self._spans(body, end, self._boundary(parameters, body, end))
            if children := self._children(spans, section, depth, subtype):
                return Multipart(subtype.decode("ascii", "ignore"), children)
            kind = b"text/plain"  # no part was found: show what is there
        return self._leaf(fields, kind, parameters, section or "1", self._raw[body:end])

    def _children(
        self, spans: Iterator[tuple[int, int]], section: str, depth: int, subtype: bytes
    ) -> tuple[Node, ...]:
        default = b"message/rfc822" if subtype == b"digest" else b"text/plain"
        nodes: list[Node] = []
        for number, (start, end) in enumerate(spans, 1):
            if len(self.bodies) >= PART_LIMIT:
                self.defects.append(Defect.TOO_MANY_PARTS)
                break
            child = f"{section}.{number}".lstrip(".")
            nodes.append(self.read(start, end, child, depth + 1, default))
        return tuple(nodes)

    def _boundary(self, parameters: Parameters, start: int, end: int) -> bytes:
        """The one that is met, where it holds blanks (RFC 2046 §5.1.1) or a comment follows it."""
        token = parameters.token(b"boundary")
        whole = parameters.values.get(b"boundary", b"").rstrip()
        is_met = whole != token and self._raw.find(b"--" + whole, start, end) >= 0
        return whole if is_met and whole else token

    def _spans(self, start: int, end: int, boundary: bytes) -> Iterator[tuple[int, int]]:
        """Where each part of a multipart body starts and ends, delimiters left out."""
        delimiter = rb"--%s(--)?[ \t]*+(?=\r?\n|\Z)" % re.escape(boundary)
        first = re.compile(delimiter).match(self._raw, start, end) if boundary else None
        marks = re.compile(rb"\n" + delimiter).finditer(self._raw, start, end) if boundary else ()
        opened = None if first is None else self._after(first.end(), end)
        for mark in marks:
            if opened is not None:
                yield opened, max(opened, self._before(mark.start(), opened))
            if mark[1]:
                return
            opened = self._after(mark.end(), end)
        self.defects.append(
            Defect.BOUNDARY_MISSING if opened is None else Defect.BOUNDARY_NOT_CLOSED
        )
        if opened is not None:
            yield opened, max(opened, end)

    def _after(self, position: int, end: int) -> int:
        line_end = _LINE_END.match(self._raw, position, end)
        return line_end.end() if line_end else position

    def _before(self, position: int, start: int) -> int:
        """The line break before a delimiter belongs to the delimiter."""
        return position - (position > start and self._raw[position - 1] == 0x0D)

    def _leaf(
        self, fields: Fields, kind: bytes, parameters: Parameters, section: str, body: bytes
    ) -> Part:
        self.bodies[section] = body
        disposition, disposition_parameters = parse_parameters(fields.first(b"content-disposition"))
        return make_part(
            section,
            kind,
            len(body),
            type_parameters=parameters,
            encoding=fields.first(b"content-transfer-encoding"),
            content_id=fields.first(b"content-id"),
            disposition=disposition,
            disposition_parameters=disposition_parameters,
        )

    def _unknown(self, section: str, body: int, end: int) -> Part:
        self.bodies[section] = self._raw[body:end]
        return unknown_part(section, end - body)
