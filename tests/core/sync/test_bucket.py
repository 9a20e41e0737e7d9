"""Sign-ins at one server come in a burst at most, and then at their pace."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis.strategies import floats, integers, lists

from mail.core.sync.bucket import Pace, taken, wait_for_token

NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)
PACE = Pace(per_minute=60, burst=3)


def test_a_full_bucket_gives_its_burst_and_no_more() -> None:
    spoken_for: datetime | None = NOON
    given_out = 0
    while spoken_for is not None and (spoken_for := taken(spoken_for, NOON, PACE)):
        given_out += 1
    assert given_out == PACE.burst


def test_an_empty_bucket_says_when_the_next_token_comes() -> None:
    spoken_for = NOON
    while after := taken(spoken_for, NOON, PACE):
        spoken_for = after
    wait = wait_for_token(spoken_for, NOON, PACE)
    assert timedelta(0) < wait <= PACE.interval
    assert taken(spoken_for, NOON + wait, PACE)
    assert taken(spoken_for, NOON + wait - timedelta(milliseconds=1), PACE) is None


def test_a_long_rest_fills_no_more_than_the_bucket() -> None:
    spoken_for = NOON - timedelta(days=30)
    for _ in range(PACE.burst):
        after = taken(spoken_for, NOON, PACE)
        assert after is not None
        spoken_for = after
    assert taken(spoken_for, NOON, PACE) is None


@given(lists(floats(0, 5), min_size=1, max_size=200), integers(1, 600), integers(1, 60))
def test_never_more_than_the_pace_and_one_burst(
    gaps_s: list[float], per_minute: int, burst: int
) -> None:
    pace, now, spoken_for, given_out = Pace(per_minute, burst), NOON, NOON, 0
    for gap_s in gaps_s:
        now += timedelta(seconds=gap_s)
        if after := taken(spoken_for, now, pace):
            spoken_for, given_out = after, given_out + 1
    assert given_out <= burst + (now - NOON) / pace.interval + 1e-3
