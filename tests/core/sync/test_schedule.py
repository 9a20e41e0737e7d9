"""When an account that is up to date is looked at again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis.strategies import booleans, integers

from mail.core.sync.schedule import ACTIVE_FOR, is_active, next_look_after

NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("watched", "active", "pause"),
    [
        (True, True, MINUTE),
        (True, False, 10 * MINUTE),
        (False, True, MINUTE),
        (False, False, 5 * MINUTE),
    ],
)
def test_a_person_who_is_there_has_every_folder_looked_at_every_minute(
    watched: bool, active: bool, pause: timedelta
) -> None:
    pauses = [next_look_after(watched=watched, active=active) for _ in range(200)]
    assert all(0.9 * pause <= one <= 1.1 * pause for one in pauses)


def test_a_thousand_accounts_that_began_together_are_spread_over_a_fifth_of_the_pause() -> None:
    dice = Random(1)
    pauses = sorted(next_look_after(watched=False, active=False, dice=dice) for _ in range(1000))
    in_a_second = max(
        sum(one <= other < one + timedelta(seconds=1) for other in pauses) for one in pauses[::25]
    )
    assert pauses[-1] - pauses[0] > 55 * timedelta(seconds=1)
    assert in_a_second < 40  # 1000 / 60 s, and chance


@given(booleans(), booleans(), integers(0, 3600), integers())
def test_what_a_provider_asks_for_is_never_undercut(
    watched: bool, active: bool, seconds: int, seed: int
) -> None:
    at_least = timedelta(seconds=seconds)
    pause = next_look_after(watched=watched, active=active, at_least=at_least, dice=Random(seed))
    assert pause >= at_least


def test_a_person_is_there_for_a_quarter_of_an_hour_after_the_last_sign() -> None:
    assert is_active(NOON, NOON + ACTIVE_FOR - MINUTE)
    assert not is_active(NOON, NOON + ACTIVE_FOR)
    assert not is_active(None, NOON)
