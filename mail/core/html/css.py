"""The ``style`` attribute: parsed into tokens and written anew from what is allowed.

The sanitiser's own filter lets ``url()``, ``var()`` and ``image-set()`` through once a property is
allowed, so values are decided here, by function and by length. The only importer of tinycss2.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import tinycss2
from tinycss2 import ast
from tinycss2.color3 import parse_color

from mail.core.html.policy import (
    CSS_FUNCTIONS,
    CSS_LENGTH_LIMIT_PX,
    CSS_NEGATIVE,
    CSS_NEGATIVE_LIMIT,
    CSS_NUMBER_LIMIT,
    CSS_PROPERTIES,
    CSS_UNITS_PX,
    CSS_WORDS_REFUSED,
)

STYLE_LIMIT = 4_000
"""Characters of one attribute that are read."""

# An escape or a comment in what is about to be written is never needed and often a trick.
_REFUSED_MARKS = ("\\", "/*", "<", ">", "@", "{", "}")


@lru_cache(maxsize=2048)  # a newsletter repeats the same few styles in every cell
def clean_style(value: str) -> str:
    """*value* with every declaration left out that is not known to be harmless.

    ``!important`` is never written. Never raises.
    """
    nodes = tinycss2.parse_blocks_contents(
        value[:STYLE_LIMIT], skip_comments=True, skip_whitespace=True
    )
    written = (_written(node) for node in nodes if isinstance(node, ast.Declaration))
    return ";".join(filter(None, written))


def _written(declaration: ast.Declaration) -> str:
    name, tokens = declaration.lower_name, declaration.value
    if name not in CSS_PROPERTIES:
        return ""
    if all(_is_harmless(name, token) for token in tokens):
        return _declared(name, tokens)
    if name == "background":
        # Its picture goes, its colour stays: light letters on it would not be seen otherwise.
        return _declared("background-color", _colour(tokens))
    return ""


def _declared(name: str, tokens: Sequence[ast.Node]) -> str:
    value = tinycss2.serialize(tokens).strip()
    if not value or any(mark in value for mark in _REFUSED_MARKS):
        return ""
    return f"{name}:{value}"


def _colour(tokens: Sequence[ast.Node]) -> list[ast.Node]:
    colours = (token for token in tokens if _is_harmless("color", token) and parse_color(token))
    return list(colours)[:1]


def _is_harmless(name: str, token: ast.Node) -> bool:
    match token:
        case ast.FunctionBlock():
            return token.lower_name in CSS_FUNCTIONS and all(map(_is_plain, token.arguments))
        case ast.IdentToken():
            return token.lower_value not in CSS_WORDS_REFUSED
        case ast.DimensionToken():
            unit_px = CSS_UNITS_PX.get(token.lower_unit)
            return unit_px is not None and _fits(name, token.value * unit_px, CSS_LENGTH_LIMIT_PX)
        case ast.NumberToken() | ast.PercentageToken():
            return _fits(name, token.value, CSS_NUMBER_LIMIT)
        case ast.LiteralToken():
            return token.value in {",", "/"}
        case ast.StringToken():
            return name in {"font", "font-family"}
    return isinstance(token, (ast.WhitespaceToken, ast.HashToken))


def _is_plain(token: ast.Node) -> bool:
    """What may stand in a colour function; no further function, whose nesting has no end."""
    if isinstance(token, ast.LiteralToken):
        return token.value in {",", "/"}
    return isinstance(
        token, (ast.NumberToken, ast.PercentageToken, ast.DimensionToken, ast.WhitespaceToken)
    )


def _fits(name: str, amount: float, most: float) -> bool:
    least = -CSS_NEGATIVE_LIMIT if name in CSS_NEGATIVE else 0.0
    return least <= amount <= most
