"""When an account is looked at again that is up to date."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from mail.core.sync.jitter import DICE, about

ACTIVE = timedelta(seconds=60)
"""For a person who is there, watched or not: the server tells of INBOX only, and what a filter
files or a telephone does in another folder is found by looking (ADR 31 says what that costs)."""

WATCHED = timedelta(minutes=10)
"""The server tells us of new mail; this look finds what it forgot to tell."""

QUIET = timedelta(minutes=5)

ACTIVE_FOR = timedelta(minutes=15)
"""After the last sign of the person; an open page gives one every few minutes."""


def is_active(seen_at: datetime | None, now: datetime) -> bool:
    return seen_at is not None and now - seen_at < ACTIVE_FOR


def next_look_after(
    *, watched: bool, active: bool, at_least: timedelta = timedelta(0), dice: random.Random = DICE
) -> timedelta:
    """The pause, a tenth more or less, so that a thousand accounts that began together (a restart,
    an import) drift apart. *at_least* is what the provider asks for, and is never undercut."""
    usual = ACTIVE if active else WATCHED if watched else QUIET
    return max(about(max(usual, at_least), dice=dice), at_least)
