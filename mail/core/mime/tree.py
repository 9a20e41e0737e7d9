"""The tree of a message's parts, and which leaves carry what is read (RFC 2046 §5.1).

Both readers of messages build this tree, so that both choose alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mail.core.mime.message import Part, Structure


@dataclass(frozen=True, slots=True)
class Multipart:
    """A branch: ``subtype`` in lower case and what it holds, at most DEPTH_LIMIT deep."""

    subtype: str
    children: tuple[Node, ...]


Node = Part | Multipart


@dataclass(frozen=True, slots=True)
class _Reading:
    text: tuple[str, ...] = ()
    html: tuple[str, ...] = ()


def structure_of(root: Node, defects: Iterable[str]) -> Structure:
    parts = tuple(_leaves(root))
    reading = _reading(root)
    if not (reading.text or reading.html):
        reading = _only_named_text(parts)
    return Structure(parts, reading.text, reading.html, tuple(dict.fromkeys(defects)))


def _leaves(node: Node) -> Iterator[Part]:
    if isinstance(node, Part):
        yield node
        return
    for child in node.children:
        yield from _leaves(child)


def _reading(node: Node) -> _Reading:
    if isinstance(node, Part):
        return _Reading() if _is_attachment(node) else _text_part(node)
    readings = [_reading(child) for child in node.children]
    texts = [reading.text for reading in readings if reading.text]
    pages = [reading.html for reading in readings if reading.html]
    match node.subtype:
        case "alternative":  # the last is the richest (RFC 2046 §5.1.4)
            return _Reading(texts[0] if texts else (), pages[-1] if pages else ())
        case "related":  # the first is the root, the rest belongs to it (RFC 2387)
            return _Reading(texts[0] if texts else (), pages[0] if pages else ())
        case _:
            return _joined(readings)


def _joined(readings: list[_Reading]) -> _Reading:
    """All that is text; beside a page, plain text (a list's footer) belongs to the page too."""
    text = tuple(section for reading in readings for section in reading.text)
    if not any(reading.html for reading in readings):
        return _Reading(text)
    return _Reading(text, tuple(s for reading in readings for s in reading.html or reading.text))


def _text_part(part: Part) -> _Reading:
    match part.content_type:
        case "text/plain":
            return _Reading(text=(part.section,))
        case "text/html":
            return _Reading(html=(part.section,))
        case _:
            return _Reading()


def _is_attachment(part: Part) -> bool:
    return bool(part.filename) or part.disposition == "attachment"


def _only_named_text(parts: tuple[Part, ...]) -> _Reading:
    """Some senders name their only text; it is the message all the same."""
    named = (p for p in parts if p.disposition != "attachment")
    readings = map(_text_part, named)
    return next((r for r in readings if r.text or r.html), _Reading())
