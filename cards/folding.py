"""Text as it is compared: without case, composed, and word by word."""

from __future__ import annotations

import unicodedata

from mail.core.address import address_key

SEARCH_WORDS_LIMIT = 8
"""Words of a search that count; each one costs a condition on every table that is searched."""

SEARCH_TEXT_LIMIT = 100

NAME_KEY_LIMIT = 600
"""Characters: folding can make three of one. Four bytes each, and PostgreSQL still indexes them."""


def folded(text: str) -> str:
    """*text* as it is compared: composed, without case, and without what PostgreSQL refuses.

    SQLite compares only ASCII without regard to case, so that “Åse” would not be found by “åse”;
    folded columns of ours find alike everywhere.
    """
    return unicodedata.normalize("NFC", text).casefold().replace("\x00", "")


def name_key(name: str) -> str:
    """What two spellings of one company's name have in common: case and blanks do not count."""
    return " ".join(folded(name).split())[:NAME_KEY_LIMIT]


def search_words(text: str) -> list[str]:
    """The words of a search, folded. A whole address has its domain as it is kept: an A-label.

    The longest comes first: it finds least, and what it does not find is not compared further.
    """
    words = folded(text[:SEARCH_TEXT_LIMIT]).split()[:SEARCH_WORDS_LIMIT]
    words.sort(key=len, reverse=True)
    return [address_key(word) if "@" in word else word for word in words]
