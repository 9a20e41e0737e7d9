"""Addresses in plain text become links; everything else is escaped. Linear in the text."""

from __future__ import annotations

import re
from html import escape

_LINK = re.compile(
    r"(?i:https?)://[^\s<>\"\u202d\u202e]{1,2000}"
    r"|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}"
)
_TRAILING = ".,;:!?'*_"
_BRACKETS = {")": "(", "]": "[", "}": "{"}
# Left-to-right and right-to-left override: letters shown in another order than written.
_OVERRIDES = str.maketrans("\u202d\u202e", "\ufffd\ufffd")


def linkified(line: str) -> str:
    """*line* as HTML, escaped piece by piece: no markup is made from what is between two links."""
    pieces, end = [], 0
    for found in _LINK.finditer(line):
        target = _without_punctuation(found.group())
        pieces.append(_escaped(line[end : found.start()]))
        pieces.append(_link(target))
        end = found.start() + len(target)
    pieces.append(_escaped(line[end:]))
    return "".join(pieces)


def _link(target: str) -> str:
    href = target if "://" in target else f"mailto:{target}"
    return (
        f'<a href="{escape(href)}" target="_blank" rel="noopener noreferrer nofollow">'
        f"{_escaped(target)}</a>"
    )


def _without_punctuation(target: str) -> str:
    """A full stop after an address ends the sentence; a bracket belongs to it if opened there."""
    while target[-1] in _TRAILING or target[-1] in _BRACKETS:
        opening = _BRACKETS.get(target[-1])
        if opening and target.count(opening) >= target.count(target[-1]):
            break
        target = target[:-1]
    return target


def _escaped(text: str) -> str:
    return escape(text.translate(_OVERRIDES))
