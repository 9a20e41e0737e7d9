"""Sentences of a language's words, as plain text and as the HTML that mail programs write."""

from __future__ import annotations

import textwrap
from functools import cache
from random import Random
from typing import NamedTuple

from bench.mail.languages import LANGUAGES, Language

POOL = 1_000
"""Paragraphs of a language: made and wrapped once, since a corpus needs a million."""

_WIDTH = 72
_STYLE = (
    "margin:0 0 12px 0;padding:0;font-family:Arial,Helvetica,sans-serif;font-size:14px;"
    "line-height:20px;color:#1d2530"
)
_HEAD = (
    '<!DOCTYPE html>\r\n<html><head><meta http-equiv="Content-Type" content="text/html">\r\n'
    "<style>p{margin:0}a{color:#036}.foot{color:#666;font-size:11px}</style></head>\r\n<body>\r\n"
)
_PHRASES = ("12 × 40 m", "48,50 €", "NOK 12 400", "– 10 %")


class Paragraph(NamedTuple):
    text: str
    wrapped: str


def paragraphs(language: Language, chance: Random, size_bytes: int) -> list[Paragraph]:
    """At least one; together about *size_bytes* characters."""
    pool, made, length = _pool(language.code), list[Paragraph](), 0
    while not made or length < size_bytes:
        made.append(chance.choice(pool))
        length += len(made[-1].text)
    return made


def plain(
    language: Language, said: list[Paragraph], name: str, quoted: Paragraph | None = None
) -> str:
    wrapped = [paragraph.wrapped for paragraph in said]
    text = "\r\n\r\n".join([language.greeting, *wrapped, f"{language.closing}\r\n{name}"])
    quote = "".join(f"\r\n> {line}" for line in quoted.wrapped.split("\r\n")) if quoted else ""
    return f"{text}\r\n{quote}\r\n"


def html(language: Language, said: list[Paragraph], name: str, image: str = "") -> str:
    rows = "\r\n".join(f'<p style="{_STYLE}">{paragraph.text}</p>' for paragraph in said)
    picture = f'<img src="cid:{image}" alt="" width="120">\r\n' if image else ""
    ending = f'<p class="foot">{language.closing}<br><b>{name}</b></p>\r\n{picture}'
    return f"{_HEAD}<p>{language.greeting}</p>\r\n{rows}\r\n{ending}</body></html>\r\n"


@cache
def _pool(code: str) -> tuple[Paragraph, ...]:
    language = next(language for language in LANGUAGES if language.code == code)
    chance = Random(f"paragraphs in {code}")
    return tuple(_paragraph(language, chance) for _ in range(POOL))


def _paragraph(language: Language, chance: Random) -> Paragraph:
    text = " ".join(_sentence(language, chance) for _ in range(3))
    return Paragraph(text, "\r\n".join(textwrap.wrap(text, _WIDTH)))


def _sentence(language: Language, chance: Random) -> str:
    words = chance.choices(language.words, k=chance.randint(5, 14))
    if chance.random() < 0.01:
        words.append(chance.choice(_PHRASES))
    text = " ".join(words)
    return f"{text[0].upper()}{text[1:]}."
