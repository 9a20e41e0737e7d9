"""What a message says, from its parts as they were transferred."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from mail.core.html.text import snippet, snippet_of_html
from mail.core.mime.assemble import assemble, read_parts
from mail.core.mime.structure import WHOLE, from_raw
from mail.core.reading.listing import has_attachments
from mail.core.reading.plain import dump_structure, load_structure

SNIPPET_CHARACTERS = 200


class Text(NamedTuple):
    """``structure`` and ``has_attachments`` are None where the server's description stands."""

    snippet: str
    text: str
    html: str
    defects: tuple[str, ...]
    structure: dict[str, object] | None = None
    has_attachments: bool | None = None


def read_text(structure: Mapping[str, Any], parts: Mapping[str, bytes], above: str) -> Text:
    """*structure* is as it was listed, *parts* are by section, *above* is what the header said."""
    if WHOLE in parts:
        return _of_the_whole(parts[WHOLE])
    read = read_parts(load_structure(structure), parts, above=above)
    defects = tuple(map(str, read.defects))
    return Text(_snippet(read.text, read.html), read.text, read.html, defects)


def _of_the_whole(raw: bytes) -> Text:
    """Of a message that its server could not describe."""
    parsed = assemble(*from_raw(raw))
    return Text(
        _snippet(parsed.text, parsed.html),
        parsed.text,
        parsed.html,
        tuple(map(str, parsed.defects)),
        {**dump_structure(parsed.structure), "whole": True},
        has_attachments(parsed.structure),
    )


def _snippet(text: str, html: str) -> str:
    return (snippet(text) if text else snippet_of_html(html))[:SNIPPET_CHARACTERS]
