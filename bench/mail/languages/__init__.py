"""The six languages that the generated mail is written in."""

from __future__ import annotations

from bench.mail.languages import da, de, en, nb, nl, sv
from bench.mail.languages.language import Language

LANGUAGES: tuple[Language, ...] = (
    da.DANISH,
    nl.DUTCH,
    en.ENGLISH,
    de.GERMAN,
    nb.NORWEGIAN,
    sv.SWEDISH,
)

__all__ = ["LANGUAGES", "Language"]
