"""Text from outside, made fit for one line on a screen."""

from __future__ import annotations


def printable(text: str) -> str:
    """*text* on one line, with everything that is not printable replaced by a space."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
