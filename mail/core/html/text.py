"""Between text and HTML. The only importer of inscriptis."""

from __future__ import annotations

import re
from html import escape, unescape

from inscriptis import get_text

from mail.core.html.depth import cut_depth

HTML_LIMIT = 1_000_000  # characters converted to text
LINKIFY_LIMIT = 200_000  # characters searched for links; the rest is shown without

_TAG = re.compile(r"<[^>]*>?")
_LINK = re.compile(r"https?://[^\s<>\"]{1,2000}|[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_TRAILING = ".,;:!?)]}'"
_QUOTE = re.compile(r"\s*>")
_RULE = re.compile(r"\s*[-_=*]{3,}")
_HEADER = re.compile(
    r"\s*(?:on|am|op|den|på|fra|från|from|von|van|le)\b.{4,200}"
    r"(?:wrote|schrieb|schreef|skrev|écrit)[^:]{0,80}:\s*$",
    re.IGNORECASE,
)


def html_to_text(html: str) -> str:
    """What a letter says, without its looks. Never raises."""
    cut, _too_deep = cut_depth(html[:HTML_LIMIT])
    if not cut.strip():
        return ""
    try:
        return str(get_text(cut)).strip("\n")
    except Exception:
        # lxml refuses some inputs; a plain reading is better than none.
        return unescape(_TAG.sub(" ", cut)).strip()


def text_to_html(text: str) -> str:
    """*text* escaped, with links, and with quoted lines told apart."""
    linked, rest = text[:LINKIFY_LIMIT], text[LINKIFY_LIMIT:]
    lines = [_line(line) for line in linked.split("\n")]
    return f'<div class="plain">{chr(10).join(lines)}{escape(rest)}</div>'


def _line(line: str) -> str:
    shown = _linked(line)
    return f'<span class="quote">{shown}</span>' if _QUOTE.match(line) else shown


def _linked(line: str) -> str:
    """Escaped piece by piece: no markup is ever made from what stands between two links."""
    pieces, end = [], 0
    for found in _LINK.finditer(line):
        target = found.group().rstrip(_TRAILING)
        pieces.append(escape(line[end : found.start()]))
        href = target if target.startswith("http") else f"mailto:{target}"
        pieces.append(
            f'<a href="{escape(href)}" target="_blank" rel="noopener noreferrer nofollow">'
            f"{escape(target)}</a>"
        )
        end = found.start() + len(target)
    pieces.append(escape(line[end:]))
    return "".join(pieces)


def snippet(text: str, limit: int = 160) -> str:
    """The first words that the sender wrote themselves, on one line."""
    lines = text[:20_000].split("\n")
    own = [line for line in _before_signature(lines) if not _is_foreign(line)]
    words = " ".join(" ".join(own).split()) or " ".join(" ".join(lines).split())
    return words[:limit]


def _before_signature(lines: list[str]) -> list[str]:
    return lines[: lines.index("-- ")] if "-- " in lines else lines


def _is_foreign(line: str) -> bool:
    return bool(_QUOTE.match(line) or _RULE.match(line) or _HEADER.match(line))
