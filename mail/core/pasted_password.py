"""Passwords as they arrive from the clipboard.

App passwords are shown in groups (``abcd efgh ijkl mnop``) whose blanks are not part of them, and a
copied one brings more blanks, line ends and invisible characters along. A password that somebody
chose may hold any of these, so it stays as it is unless what is left looks like an app password.
"""

from __future__ import annotations

import re
from enum import StrEnum


class PasswordRule(StrEnum):
    """How a provider writes its app passwords."""

    PLAIN = "plain"  # nothing known about the provider
    GROUPS = "groups"  # in groups with blanks between: Google, Yahoo, AOL, Fastmail and others
    HYPHENS = "hyphens"  # in groups with hyphens, which belong to it: Apple


def rule_of(hint: str) -> PasswordRule:
    """The rule of a provider, from the code of what people have to do there."""
    if not hint.startswith(("app_password", "enable_imap_and_app_password")):
        return PasswordRule.PLAIN
    return PasswordRule.HYPHENS if "apple" in hint else PasswordRule.GROUPS


def cleaned(secret_text: str, rule: PasswordRule = PasswordRule.PLAIN) -> str:
    """*secret_text* without what only the clipboard put there; else as it was typed."""
    bare = " ".join(_INVISIBLE.sub("", secret_text).split())
    if rule is PasswordRule.GROUPS and _GROUPED.fullmatch(bare):
        return bare.replace(" ", "")
    is_one = _HYPHENED.fullmatch(bare) or _LETTERS.fullmatch(bare)
    if is_one or (rule is not PasswordRule.PLAIN and _IN_ONE.fullmatch(bare)):
        return bare
    return secret_text.rstrip("\r\n")  # no protocol carries a line end in a password


_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_GROUPED = re.compile(r"[A-Za-z0-9]{3,5}(?: [A-Za-z0-9]{3,5}){2,7}")
_HYPHENED = re.compile(r"[a-z0-9]{4}(?:-[a-z0-9]{4}){3}")
_LETTERS = re.compile(r"[a-z]{16}")
_IN_ONE = re.compile(r"[A-Za-z0-9]{12,32}")
