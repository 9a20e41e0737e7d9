"""HTML told apart into tags and text, in one pass and in linear time, whatever it is.

Follows the tokeniser of the HTML standard (WHATWG HTML §13.2.5) where that matters for showing a
letter. Safety does not rest on it: what is read here is written anew and then sanitised.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from mail.core.html.policy import RAW_TEXT_TAGS

_MARKUP = re.compile(r"<(?=[a-zA-Z!?/])")
_TAG = re.compile(
    r"""<(/?)([a-zA-Z][^\t\n\f\r />]*+)
        ((?: [\t\n\f\r /]++ | [^\t\n\f\r />][^\t\n\f\r />=]*+
             (?: [\t\n\f\r ]*+ = [\t\n\f\r ]*+
                 (?: "[^"]*+" | '[^']*+' | [^\t\n\f\r "'>][^\t\n\f\r >]*+ )?+ )?+ )*+)>""",
    re.VERBOSE,
)
_ATTRIBUTE = re.compile(
    r"""([^\t\n\f\r />][^\t\n\f\r />=]*+)
        (?: [\t\n\f\r ]*+ = [\t\n\f\r ]*+
            (?: "([^"]*+)" | '([^']*+)' | ([^\t\n\f\r "'>][^\t\n\f\r >]*+) )?+ )?+""",
    re.VERBOSE,
)
_COMMENT_END = re.compile(r"--!?>")
_RAW_TEXT_ENDS = {
    name: re.compile(rf"</{name}(?=[\t\n\f\r />])", re.IGNORECASE) for name in RAW_TEXT_TAGS
}


class Tag(NamedTuple):
    """A start or an end tag; ``name`` in lower case, ``attributes`` as written."""

    is_end: bool
    name: str
    attributes: str


def tokens(html: str) -> Iterator[str | Tag]:
    """The tags and the texts of *html*; comments and the contents of raw text are left out."""
    at = 0
    while (found := _MARKUP.search(html, at)) is not None:
        if found.start() > at:
            yield html[at : found.start()]
        tag = _TAG.match(html, found.start())
        if tag is not None:
            end, name, attributes = tag.groups()
            yield Tag(end == "/", name.lower(), attributes)
            at = tag.end() if end else _after_raw_text(html, name.lower(), tag.end())
        else:
            at = _after_comment(html, found.start())
    if at < len(html):
        yield html[at:]


def attributes_of(tag: Tag) -> Iterator[tuple[str, str]]:
    """Name in lower case and value, with its character references as they stand."""
    for name, double, single, bare in _ATTRIBUTE.findall(tag.attributes):
        yield name.lower(), double or single or bare


def _after_raw_text(html: str, name: str, at: int) -> int:
    if name not in RAW_TEXT_TAGS:
        return at
    end = _RAW_TEXT_ENDS[name].search(html, at)
    return end.start() if end else len(html)


def _after_comment(html: str, start: int) -> int:
    """Where reading goes on after a comment, a doctype, or a tag that never ends."""
    if html.startswith(("<!-->", "<!--->"), start):
        return html.index(">", start) + 1
    if html.startswith("<!--", start):
        end = _COMMENT_END.search(html, start + 4)
        return end.end() if end else len(html)
    if re.compile(r"</?[a-zA-Z]").match(html, start):
        return len(html)
    end_at = html.find(">", start)
    return end_at + 1 if end_at >= 0 else len(html)
