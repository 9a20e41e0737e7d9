"""One way to write a text, so that one pattern finds all ways to write it."""

from __future__ import annotations

import re
import unicodedata

Pattern = re.Pattern[str]


def fold(text: str) -> str:
    """*text* in lower case, without accents, with plain quotes and single spaces.

    ``Tentez plus tard, réessayez`` and ``TENTEZ PLUS TARD, REESSAYEZ`` become alike.
    """
    decomposed = unicodedata.normalize("NFKD", text).casefold().translate(_PLAIN)
    bare = "".join(c for c in decomposed if unicodedata.category(c) != "Mn")
    return " ".join(unicodedata.normalize("NFC", bare).split())


def family(*alternatives: str) -> Pattern:
    """Matches a folded text that holds one of *alternatives*: regular expressions in lower case.

    A space in one stands for a space, a hyphen, an underscore or nothing; beside a repeated
    word it stands for something, else a long word could be cut in pieces in too many ways.
    """
    return re.compile("|".join(f"(?:{_with_gaps(fold(a))})" for a in alternatives))


def _with_gaps(pattern: str) -> str:
    for spelled, meant in _REPEATED:
        pattern = pattern.replace(spelled, meant)
    return pattern.replace(" ", "[-_ ]?").replace("\x00", " ")


_REPEATED = (
    (r"(?: \w+)", "(?:[-\x00]\\w+)"),
    (r"(?:\w+ )", "(?:\\w+[-\x00])"),
    (r"(?: [^ ]+)", "(?:\x00[^\x00]+)"),
)
_PLAIN = {0x2019: "'", 0x2018: "'", 0x00B4: "'", 0x2010: "-", 0x2011: "-", 0x2013: "-",
          0x00F8: "o", 0x00E6: "ae", 0x0142: "l", 0x0131: "i"}  # fmt: skip
