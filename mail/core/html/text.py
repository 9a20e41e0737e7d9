"""From HTML to text, and text shown as HTML. The only importer of inscriptis."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape, unescape

from inscriptis import get_text

from mail.core.html.balance import balance
from mail.core.html.linkify import linkified
from mail.core.html.quotes import LOOKS_AHEAD, is_quoted, own_words
from mail.core.html.tokens import Tag

HTML_LIMIT = 1_000_000
"""Characters of HTML that are converted, and of text that come out."""

LINKIFY_LIMIT = 200_000
"""Characters searched for links; the rest is shown without."""

SNIPPET_SOURCE_LIMIT = 20_000
"""Characters of a letter that are read for its snippet."""

_BEGINNINGS = (1_500, 6_000)
"""Characters of HTML that say enough for a snippet in most letters; converting takes long."""

_DEPTH_LIMIT = 40  # inscriptis indents every line by its depth
_TAG = re.compile(r"<[^>]*+>?+")
_HIDDEN = re.compile(r"display\s*+:\s*+none", re.IGNORECASE)

# Tables in letters are for looks; inscriptis would pad every cell to the width of the widest,
# which makes 40 MB of text from 60 kB of HTML.
_ROW = re.compile(r"(</?)(?:table|tbody|thead|tfoot|tr|caption)(?=[ >])")
_CELL = re.compile(r"(</?)t[dh](?=[ >])")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def html_to_text(html: str) -> str:
    """What a letter says, without its looks. Never raises."""
    balanced = balance(
        html[:HTML_LIMIT], write_attributes=_only_hiding, depth_limit=_DEPTH_LIMIT
    ).html
    if not balanced.strip():
        return ""
    flat = _CELL.sub(r" \1span", _ROW.sub(r"\1div", balanced))
    try:
        text = get_text(_CONTROLS.sub(" ", flat))
    except Exception:
        # lxml and inscriptis refuse some inputs in ways of their own; a plain reading is better.
        text = unescape(_TAG.sub(" ", flat))
    return str(text).strip()[:HTML_LIMIT]


def text_to_html(text: str) -> str:
    """*text* escaped, with links, and with quoted lines told apart."""
    text = text.encode("utf-8", "replace").decode("utf-8")
    linked, rest = text[:LINKIFY_LIMIT], text[LINKIFY_LIMIT:]
    lines = "\n".join(_line(line) for line in linked.split("\n"))
    return f'<div class="plain">{lines}{escape(rest)}</div>'


def snippet(text: str, limit: int = 160) -> str:
    """The first *limit* characters that the sender wrote themselves, on one line.

    Of a forwarded letter with nothing above it, those of the letter.
    """
    lines = text[:SNIPPET_SOURCE_LIMIT].splitlines()
    return _beginning(own_words(lines), limit) or _beginning(lines, limit)


def snippet_of_html(html: str, limit: int = 160) -> str:
    """The :func:`snippet` of what a letter in HTML says, read no further than it has to be."""
    for size in _BEGINNINGS:
        # What stands near the cut may be something else when more of it is read.
        lines = html_to_text(html[:size]).splitlines()[: -1 - LOOKS_AHEAD]
        if size < len(html) and len(words := _beginning(own_words(lines), limit)) == limit:
            return words
    return snippet(html_to_text(html[:SNIPPET_SOURCE_LIMIT]), limit)


def _beginning(lines: Iterable[str], limit: int) -> str:
    words: list[str] = []
    length = 0
    for line in lines:
        found = line.split()
        words += found
        length += len(found) + sum(map(len, found))
        if length > limit:
            break
    return " ".join(words)[:limit]


def _line(line: str) -> str:
    shown = linkified(line)
    return f'<span class="quote">{shown}</span>' if is_quoted(line) else shown


def _only_hiding(tag: Tag) -> str:
    """Newsletters hide lines for other programs; they are not what the letter says."""
    return ' style="display:none"' if _HIDDEN.search(tag.attributes) else ""
