"""Pieces of reading, as they are handed to whoever reads: in this process or in another."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from typing import Any

from mail.core.reading.listing import read_listing
from mail.core.reading.text import read_text

LISTING, TEXT = "listing", "text"

_READS: dict[str, Callable[..., tuple[Any, ...]]] = {LISTING: read_listing, TEXT: read_text}

Piece = tuple[Any, ...]
"""What is read, and from what: the arguments of :func:`read_listing` or :func:`read_text`."""

Answer = tuple[Any, ...] | str
"""The values that came of a piece; or, when it cannot be read, where the reading broke off."""


def read(piece: Piece) -> Answer:
    """Never raises: one message that cannot be read must not stop the others."""
    kind, *values = piece
    try:
        return tuple(_READS[kind](*values))
    except Exception as problem:
        # Its words may quote the mail.
        last = traceback.extract_tb(problem.__traceback__)[-1]
        return f"{type(problem).__name__} in {last.name}, line {last.lineno}"
