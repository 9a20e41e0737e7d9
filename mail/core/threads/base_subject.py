"""A subject without what answering and forwarding put in front of it (compare RFC 5256 §2.1)."""

from __future__ import annotations

import re
from typing import NamedTuple

REPLY_WORDS = (
    # English, Danish, Norwegian and Swedish, German, Dutch
    "re", "sv", "svar", "aw", "antw", "antwort",
    # what customers abroad write: Italian, Portuguese, Spanish, Polish, Czech, Turkish,
    # Hungarian, Greek, Welsh, Chinese
    "r", "rif", "res", "odp", "ynt", "atb", "vá", "απ", "σχετ", "回复", "答复", "回覆",
    # an answering machine's
    "automatic reply", "automatisk svar", "autosvar", "automatische antwort",
    "automatisch antwoord",
)  # fmt: skip
FORWARD_WORDS = (
    # English, Danish and Norwegian (Finnish: an answer), Swedish, German, Dutch
    "fwd", "fw", "vs", "videres", "vb", "wg", "doorst",
    # Italian, French, Spanish, Portuguese, Polish, Turkish, Finnish, Chinese
    "i", "tr", "rv", "enc", "pd", "ilt", "vl", "转发", "轉寄",
)  # fmt: skip
LIMIT = 998
"""Characters looked at: a line of a header (RFC 5322 §2.1.1)."""


class BaseSubject(NamedTuple):
    """``text`` is folded, for comparing only. *is_answer*: a mark said that something is answered;
    that something is passed on does not say that it belongs to the same conversation."""

    text: str
    is_answer: bool


def base_subject(subject: str) -> BaseSubject:
    """What *subject* is about. Takes linear time whatever stands there.

    A tag in brackets is left out when lists and gateways put it there ("[EXTERNAL]"), and counts
    when it holds a digit ("[Ticket 4711]"): each ticket is a conversation of its own.
    """
    subject, kept, at, is_answer = subject[:LIMIT], "", 0, False
    while found := _MARK.match(subject, at):
        at = found.end()
        if tag := found["tag"]:
            kept += f"{tag} " if _DIGIT.search(tag) else ""
        elif found["reply"]:
            is_answer = True
    folded = " ".join((kept + subject[at:]).casefold().split())
    return BaseSubject(folded.removesuffix("(fwd)").rstrip(), is_answer)


_MARK = re.compile(
    rf"""\s*+(?:
        (?: (?P<reply>{"|".join(map(re.escape, REPLY_WORDS))})
          | (?:{"|".join(FORWARD_WORDS)}) )
        [ \t]*+ (?: [\[(^]\d{{1,4}}[\])]? )? [ \t]*+ [:：]
        | (?P<tag>\[[^\[\]]{{1,60}}+\]) (?=\s*+\S)
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_DIGIT = re.compile(r"\d")
