"""Reading a small XML file that a stranger served: any bytes at all, and never an exception."""

from __future__ import annotations

import re
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

BODY_LIMIT = 64 * 1024
"""Bytes. The largest autoconfig file of the public database has 9 KB."""

ELEMENTS_LIMIT = 2_000

_BARE_AMPERSAND = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9a-fA-F]{1,6});)")
_DECLARES = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)

# What a panel's PHP warnings stand before, and its counters after.
_DOCUMENT = re.compile(r"<((?:\w+:)?(?:clientConfig|Autodiscover))\b.*</\1\s*>", re.I | re.S)

_ENCODING = re.compile(rb"""<\?xml[^>]{0,80}encoding=["']([\w-]{1,20})["']""")

# Python reads them, expat does not. None of them can hide what its bytes do not show.
_MULTI_BYTE = frozenset({"gbk", "gb2312", "gb18030", "big5", "shift_jis", "euc-jp", "euc-kr"})


def parse_xml(body: bytes) -> Element | None:
    """The root element; None for what is not XML, too large, or declares entities.

    Declarations are refused unread; so is UTF-16, whose NUL bytes could hide one.
    """
    text = body.removeprefix(b"\xef\xbb\xbf").strip()
    if not text or len(text) > BODY_LIMIT or b"\0" in text or _DECLARES.search(text):
        return None
    root = _tree(text)
    if root is None:
        root = _second_reading(text)
    if root is None or sum(1 for _ in root.iter()) > ELEMENTS_LIMIT:
        return None
    return root


def _second_reading(text: bytes) -> Element | None:
    """The commonest slips mended: unescaped "&" and HTML's entities, then a wrong or unknown
    encoding and words around the document."""
    root = _tree(_BARE_AMPERSAND.sub(b"&amp;", text))
    found = _DOCUMENT.search(_decoded(text)) if root is None else None
    return _tree(_BARE_AMPERSAND.sub(b"&amp;", found[0].encode())) if found else root


def _decoded(text: bytes) -> str:
    """*text* by the encoding that it names, if that is one of ours, else as Western European."""
    declared = _ENCODING.match(text)
    name = declared[1].decode("ascii").lower() if declared else ""
    return text.decode(name if name in _MULTI_BYTE else "cp1252", "replace")


def tag_of(element: Element) -> str:
    """The element's name in lower case, without its namespace."""
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""


def child_text(element: Element, tag: str) -> str:
    """The text of the first child called *tag* that has one; empty where there is none."""
    for child in element:
        if tag_of(child) == tag:
            return (child.text or "").strip()
    return ""


def _tree(text: bytes) -> Element | None:
    try:
        return ElementTree.fromstring(text)  # noqa: S314 - no DTD reaches it, see parse_xml
    except (ElementTree.ParseError, ValueError, LookupError):
        # ValueError: a multi-byte encoding; LookupError: an encoding that nobody knows.
        return None
