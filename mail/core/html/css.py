"""The ``style`` attribute: parsed into tokens and written anew from what is allowed.

The sanitiser's own filter lets ``url()``, ``var()`` and ``image-set()`` through once a property is
allowed, so values are decided here, by function and by length. The only importer of tinycss2.
"""

from __future__ import annotations

from collections.abc import Sequence

import tinycss2
from tinycss2 import ast

from mail.core.html.policy import (
    CSS_FUNCTIONS,
    CSS_LENGTH_LEAST,
    CSS_LENGTH_MOST,
    CSS_PROPERTIES,
    CSS_WORDS_REFUSED,
)

STYLE_LIMIT = 10_000
"""Characters of one attribute that are read."""

_MAY_BE_NEGATIVE = frozenset({"letter-spacing", "text-indent", "word-spacing"})


def clean_style(value: str) -> str:
    """*value* with every declaration left out that is not known to be harmless."""
    declarations = tinycss2.parse_blocks_contents(
        value[:STYLE_LIMIT], skip_comments=True, skip_whitespace=True
    )
    kept = [_written(item) for item in declarations if isinstance(item, ast.Declaration)]
    return ";".join(filter(None, kept))


def _written(declaration: ast.Declaration) -> str:
    name = declaration.lower_name
    if name not in CSS_PROPERTIES or not _is_harmless(name, declaration.value):
        return ""
    value = tinycss2.serialize(declaration.value).strip()
    # An escape or a comment in what is about to be written is never needed and often a trick.
    if not value or any(mark in value for mark in ("\\", "/*", "<", ">", "@", "{", "}")):
        return ""
    return f"{name}:{value}"


def _is_harmless(name: str, tokens: Sequence[ast.Node]) -> bool:
    return all(_is_allowed(name, token) for token in tokens)


def _is_allowed(name: str, token: ast.Node) -> bool:
    if isinstance(token, ast.FunctionBlock):
        return token.lower_name in CSS_FUNCTIONS and _is_harmless(name, token.arguments)
    if isinstance(token, ast.IdentToken):
        return token.lower_value not in CSS_WORDS_REFUSED
    if isinstance(token, (ast.DimensionToken, ast.NumberToken, ast.PercentageToken)):
        least = -100.0 if name in _MAY_BE_NEGATIVE else CSS_LENGTH_LEAST
        return least <= float(token.value) <= CSS_LENGTH_MOST
    return isinstance(
        token, (ast.WhitespaceToken, ast.HashToken, ast.StringToken, ast.LiteralToken)
    )
