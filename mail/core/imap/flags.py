"""Message flags (RFC 9051 §2.3.2)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

KEYWORD_LIMIT = 100
"""Keywords kept of one message. Servers stop at a few dozen for a whole mailbox."""


@dataclass(frozen=True, slots=True)
class Flags:
    """``keywords`` are the flags without a backslash, in lower case and sorted."""

    seen: bool = False
    answered: bool = False
    flagged: bool = False
    draft: bool = False
    deleted: bool = False
    keywords: tuple[str, ...] = ()


def parse_flags(names: Iterable[bytes]) -> Flags:
    """Flags as a server lists them; they are told apart without regard to case."""
    lowered = {name.lower() for name in names}
    keywords = sorted(name.decode("ascii", "replace") for name in lowered if name[:1] != b"\\")
    return Flags(
        seen=b"\\seen" in lowered,
        answered=b"\\answered" in lowered,
        flagged=b"\\flagged" in lowered,
        draft=b"\\draft" in lowered,
        deleted=b"\\deleted" in lowered,
        keywords=tuple(keywords[:KEYWORD_LIMIT]),
    )
