"""Chance, so that many who begin at one moment do not come back at one moment.

Every function takes the dice: a test passes ``random.Random(7)`` and knows what falls.
"""

from __future__ import annotations

import random
from datetime import timedelta

DICE = random.Random()  # noqa: S311 - nobody gains anything by guessing it


def half_to_whole(pause: timedelta, dice: random.Random = DICE) -> timedelta:
    """Somewhere in the second half of *pause*: for what failed, and may fail together."""
    return pause * dice.uniform(0.5, 1.0)


def about(pause: timedelta, share: float = 0.1, dice: random.Random = DICE) -> timedelta:
    """*pause*, a *share* of it more or less: for what happens regularly."""
    return pause * dice.uniform(1 - share, 1 + share)


def a_little_after(pause: timedelta, share: float = 0.25, dice: random.Random = DICE) -> timedelta:
    """Never before *pause* is over: for those who wait for the same moment."""
    return pause * dice.uniform(1.0, 1 + share)
