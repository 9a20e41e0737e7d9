"""What a language needs so that made-up letters are made of real words."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Language:
    """Real words; every character is in ISO 8859-1, so that every western charset can say it."""

    code: str
    words: tuple[str, ...]
    subjects: tuple[str, ...]
    greeting: str
    closing: str
    reply_prefix: str
    first_names: tuple[str, ...]
    last_names: tuple[str, ...]
    domains: tuple[str, ...]


def words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.strip().splitlines())
