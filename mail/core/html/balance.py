"""Markup written anew so that every element ends where it should, before anything reads it.

A sanitiser builds a tree as a browser does, and some short letters have enormous trees: 100 kB of
unclosed ``<font>`` and ``<p>`` become 200 MB, 40,000 nested lists take 20 s. Nesting, misnesting,
attributes and tags are bounded here, in linear time. What is nested too deep loses its tags, not
its words. This is about cost only: what comes out is as hostile as what came in.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from mail.core.html.open_elements import OpenElements
from mail.core.html.policy import (
    ATTRIBUTES,
    DEPTH_LIMIT,
    HIDDEN_TAGS,
    SIZE_LIMIT,
    TAG_LIMIT,
    TAGS,
    VOID_TAGS,
)
from mail.core.html.tokens import Tag, attributes_of, tokens

WriteAttributes = Callable[[Tag], str]

# Left-to-right and right-to-left override: letters shown in another order than written.
_OVERRIDE = re.compile(
    r"[\u202d\u202e]|&\#(?:x0*+202[de](?![0-9a-f])|0*+823[78](?![0-9]));?+", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Balanced:
    """``cut``: the letter was larger, deeper or more tangled than we read."""

    html: str
    cut: bool


def allowed_attributes(tag: Tag) -> str:
    """The attributes of *tag* that our policy knows, each once, quoted."""
    allowed = ATTRIBUTES["*"] | ATTRIBUTES.get(tag.name, frozenset())
    kept: dict[str, str] = {}
    for name, value in attributes_of(tag):
        if name in allowed:
            kept.setdefault(name, value)
    return "".join(f' {name}="{_quoted(value)}"' for name, value in kept.items())


def balance(
    html: str,
    *,
    write_attributes: WriteAttributes = allowed_attributes,
    depth_limit: int = DEPTH_LIMIT,
) -> Balanced:
    """The known tags of *html*, each start tag with its end tag. Never raises."""
    elements = OpenElements(depth_limit)
    hidden: list[str] = []
    tags = 0
    for token in tokens(_readable(html)):
        if isinstance(token, str):
            if not hidden:
                elements.text(token.replace("<", "&lt;"))
        elif hidden or (token.name in HIDDEN_TAGS and not token.is_end):
            _track_hidden(hidden, token)
        elif token.name in TAGS:
            tags += 1
            if tags > TAG_LIMIT or elements.is_tangled:
                return Balanced(elements.finished(), cut=True)
            _add(elements, token, write_attributes)
    return Balanced(elements.finished(), elements.was_too_deep or len(html) > SIZE_LIMIT)


def _add(elements: OpenElements, tag: Tag, write_attributes: WriteAttributes) -> None:
    if tag.is_end and tag.name not in VOID_TAGS:
        elements.end(tag.name)
    elif not tag.is_end:
        elements.start(tag.name, f"<{tag.name}{write_attributes(tag)}>")
    elif tag.name == "br":
        elements.start("br", "<br>")  # browsers read </br> so, and some programs write it


def _track_hidden(hidden: list[str], tag: Tag) -> None:
    """*hidden* holds the name of the outermost hidden element once for each level of it."""
    if hidden and tag.name != hidden[0]:
        return
    if tag.is_end:
        hidden.pop()
    elif not tag.attributes.endswith("/"):
        hidden.append(tag.name)


def _readable(html: str) -> str:
    """As much as we read, without what cannot be stored (lone surrogates) or would deceive."""
    text = html[:SIZE_LIMIT].encode("utf-8", "replace").decode("utf-8")
    return _OVERRIDE.sub("\ufffd", text)


def _quoted(value: str) -> str:
    return value.replace('"', "&quot;").replace("<", "&lt;").replace(">", "&gt;")
