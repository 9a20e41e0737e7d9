"""Names in the order of the reader's language. The only module that knows ICU.

A sort key is a string of bytes: comparing two keys byte by byte orders the names as the language
does. The keys are columns, so that both stores sort and page by an index, and neither needs a
collation of its own. Why bytes and not hexadecimal digits: docs/adr/0005-sort-keys-by-language.md.
"""

from __future__ import annotations

from functools import cache

import icu

LOCALES = {"sort_root": "root", "sort_da": "da", "sort_sv": "sv"}
"""Column → whose order it holds. Danish and Norwegian share one: æ ø å, and aa is å."""

_COLUMNS = {"da": "sort_da", "nb": "sort_da", "sv": "sort_sv"}

KEY_LIMIT_BYTES = 500
"""A Latin letter takes one to two bytes; PostgreSQL indexes at most 2,704. A cut key still sorts
right up to the cut, and the id decides what follows."""


def sort_column(language: str | None) -> str:
    """The column to sort by for a reader of *language*, a code such as ``nb``."""
    return _COLUMNS.get(language or "", "sort_root")


def sort_keys(name: str) -> dict[str, bytes]:
    """Column → key of *name*."""
    return {
        column: _collator(locale).getSortKey(name)[:KEY_LIMIT_BYTES]
        for column, locale in LOCALES.items()
    }


@cache
def _collator(locale: str) -> icu.Collator:
    return icu.Collator.createInstance(icu.Locale(locale))
