"""Paragraphs as plain text and as HTML.

A paragraph's lines run together, except that ``- `` begins an item; ``> `` marks quoted lines.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from html import escape
from itertools import groupby

from crm_inbox.sample.people import SamplePerson

_WIDTH = 74
_ITEM, _QUOTE = "- ", "> "
_MARKS = (_ITEM, _QUOTE)


def plain(text: str, signature: str) -> str:
    """*text* with *signature* between what the sender wrote and what they quoted."""
    said, quoted = _divided(text)
    return "\n\n".join(part for part in (_plain(said), signature, _plain(quoted)) if part) + "\n"


def flowed(text: str) -> str:
    """Soft-wrapped: a line that continues ends in a space (RFC 3676 §4.1)."""
    lines = ("".join(paragraph) for paragraph in _paragraphs(text))
    return "\n\n".join(" \n".join(textwrap.wrap(line, _WIDTH - 2)) for line in lines) + "\n"


def html(text: str, signature: str) -> str:
    said, quoted = _divided(text)
    return _html(said) + signature_html(signature) + _html(quoted)


def signature_of(person: SamplePerson) -> str:
    lines = (person.name, person.title, person.company, person.phone)
    return "\n".join(line for line in lines if line)


def signature_html(signature: str) -> str:
    if not signature:
        return ""
    name, *rest = escape(signature).splitlines()
    return f'<p style="color:#5a6472"><b>{name}</b><br>{"<br>".join(rest)}</p>'


def page(body: str) -> str:
    return (
        "<!DOCTYPE html>\n<html><head><meta charset='utf-8'></head>\n"
        '<body style="font-family:Calibri,Helvetica,sans-serif;font-size:15px;color:#1d2530">\n'
        f"{body}\n</body></html>\n"
    )


def _divided(text: str) -> tuple[str, str]:
    said, _, quoted = text.strip().partition(f"\n\n{_QUOTE}")
    return said, f"{_QUOTE}{quoted}" if quoted else ""


def _plain(text: str) -> str:
    return "\n\n".join("\n".join(map(_wrapped, lines)) for lines in _paragraphs(text))


def _html(text: str) -> str:
    return "\n".join(
        _element(mark, [line[len(mark) :] for line in group])
        for lines in _paragraphs(text)
        for mark, group in groupby(lines, _mark)
    )


def _paragraphs(text: str) -> Iterator[list[str]]:
    for block in filter(None, text.strip().split("\n\n")):
        lines: list[str] = []
        for line in block.splitlines():
            if lines and line.startswith(_QUOTE) and lines[-1].startswith(_QUOTE):
                lines[-1] += line.removeprefix(">")
            elif lines and not line.startswith(_MARKS):
                lines[-1] += " " + line.strip()
            else:
                lines.append(line)
        yield lines


def _mark(line: str) -> str:
    return line[:2] if line.startswith(_MARKS) else ""


def _wrapped(line: str) -> str:
    mark = _mark(line)
    later = mark if mark == _QUOTE else " " * len(mark)
    return textwrap.fill(line, _WIDTH, subsequent_indent=later, break_on_hyphens=False)


def _element(mark: str, lines: list[str]) -> str:
    escaped = [escape(line) for line in lines]
    if mark == _ITEM:
        return "<ul>" + "".join(f"<li>{line}</li>" for line in escaped) + "</ul>"
    if mark == _QUOTE:
        style = "margin:0;padding-left:1em;border-left:2px solid #c3cad3;color:#5a6472"
        return f'<blockquote type="cite" style="{style}">{"<br>".join(escaped)}</blockquote>'
    return f"<p>{'<br>'.join(escaped)}</p>"
