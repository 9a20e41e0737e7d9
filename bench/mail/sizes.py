"""How large mail is: half of it below 22 kB, one in a hundred above 700 kB."""

from __future__ import annotations

import math
from bisect import bisect_right
from itertools import pairwise
from random import Random

# (share of the mail, bytes that it stays below): a business mailbox, mean about 65 kB.
PERCENTILES = (
    (0.00, 1_500),
    (0.10, 4_000),
    (0.50, 22_000),
    (0.90, 119_000),
    (0.99, 700_000),
    (1.00, 2_500_000),
)
_SHARES = [share for share, _size in PERCENTILES]
_PIECES = list(pairwise(PERCENTILES))


def size_bytes(chance: Random, scale: float = 1.0) -> int:
    """The size that one message should have; *scale* shrinks all alike."""
    return max(PERCENTILES[0][1], round(scale * _at(chance.random())))


def _at(share: float) -> float:
    (low, small), (high, large) = _PIECES[bisect_right(_SHARES, share) - 1]
    place = (share - low) / (high - low)
    return math.exp(math.log(small) + place * (math.log(large) - math.log(small)))
