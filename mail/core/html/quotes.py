"""Which lines of a letter its sender wrote, and which came along from the one answered."""

from __future__ import annotations

import re
from collections.abc import Iterator

_QUOTE = re.compile(r"\s*>")
_RULE = re.compile(r"\s*(?:[-_=*~]\s?){3}")
_SIGNATURE = re.compile(r"-- ?\s*")  # RFC 3676 §4.3; many programs lose the space

_INTRODUCTION_START = re.compile(
    r"\s*(?:on|am|op|den|på|fra|från|from|von|van|le|il|el)\b", re.IGNORECASE
)
_INTRODUCTION_END = re.compile(
    r"(?:wrote|schrieb|schreef|geschreven|skrev|écrit|ha scritto|escribió)[^:]{0,80}:\s*",
    re.IGNORECASE,
)
_ORIGINAL = re.compile(
    r"\s*[-_]{2,}\s*(?:original|ursprüngliche|oprindelig|opprinnelig|oorspronkelijk|ursprungligt)",
    re.IGNORECASE,
)
# The block of fields that Outlook puts above what is answered, in our six languages.
_FIELD_FROM = re.compile(r"\s*\*?(?:from|fra|von|van|från):", re.IGNORECASE)
_FIELD_SENT = re.compile(
    r"\s*\*?(?:sent|sendt|gesendet|verzonden|skickat|date|dato|datum):", re.IGNORECASE
)
_LINE_LIMIT = 300  # characters of a line that are looked at


def is_quoted(line: str) -> bool:
    return bool(_QUOTE.match(line))


LOOKS_AHEAD = 2
"""Lines below one that tell what it is."""


def own_words(lines: list[str]) -> Iterator[str]:
    """*lines* without quotations, their introductions and the signature."""
    for number, line in enumerate(lines):
        short, rest = line[:_LINE_LIMIT], lines[number + 1 : number + 1 + LOOKS_AHEAD]
        if _SIGNATURE.fullmatch(short) or _starts_original(short, rest):
            break
        if is_quoted(short) or _RULE.match(short) or _is_introduction(short, lines, number):
            continue
        yield line


def _starts_original(line: str, rest: list[str]) -> bool:
    if _ORIGINAL.match(line):
        return True
    return bool(_FIELD_FROM.match(line)) and any(_FIELD_SENT.match(r[:_LINE_LIMIT]) for r in rest)


def _is_introduction(line: str, lines: list[str], number: int) -> bool:
    """“On Monday Kari wrote:”, on one line or broken into two."""
    following = lines[number + 1][:_LINE_LIMIT] if number + 1 < len(lines) else ""
    before = lines[number - 1][:_LINE_LIMIT] if number else ""
    return (
        _introduces(line) or _introduces(f"{line} {following}") or _introduces(f"{before} {line}")
    )


def _introduces(text: str) -> bool:
    text = text.rstrip()
    if not _INTRODUCTION_START.match(text) or not text.endswith(":"):
        return False
    return _INTRODUCTION_END.search(text[-100:]) is not None
