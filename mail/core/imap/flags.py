"""Message flags (RFC 9051 §2.3.2)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

KEYWORD_LIMIT = 100
"""Keywords kept of one message. Servers stop at a few dozen for a whole mailbox."""


KNOWN_LIMIT = 200
"""Characters of the flags of one message that are remembered together with what they mean."""


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
    told = tuple(names)
    # A mailbox has a few combinations and many messages; what is long is not worth remembering.
    return _known_flags(told) if sum(map(len, told)) < KNOWN_LIMIT else _flags(told)


def _flags(names: tuple[bytes, ...]) -> Flags:
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


_known_flags = lru_cache(maxsize=1_000)(_flags)
