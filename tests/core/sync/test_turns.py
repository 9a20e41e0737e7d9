"""How fast many accounts are signed in."""

from __future__ import annotations

from mail.core.sync.bucket import Pace
from mail.core.sync.turns import FIRST_PAUSE_S, Limits, Turns

LIMITS = Limits(Pace(per_minute=600, burst=20), at_a_host=2)


def begun(turns: Turns, hosts: list[str], now: float) -> list[str]:
    return [host for host in hosts if turns.begin(host, now) == 0]


def many(count: int) -> list[str]:
    return [f"mail{number}.example" for number in range(count)]


def test_a_thousand_accounts_begin_as_a_stream_and_not_as_a_crowd() -> None:
    turns = Turns(LIMITS)
    assert len(begun(turns, many(1_000), 0.0)) == 20
    assert len(begun(turns, many(1_000)[20:], 1.0)) == 10


def test_one_host_is_asked_by_two_at_a_time() -> None:
    turns = Turns(LIMITS)
    assert len(begun(turns, ["a.example"] * 5, 0.0)) == 2
    turns.ended("a.example", 0.1, answered=True)
    assert len(begun(turns, ["a.example"] * 5, 0.1)) == 1


def test_a_host_that_does_not_answer_is_left_alone_longer_each_time() -> None:
    turns, now = Turns(LIMITS), 0.0
    for failures in range(3):
        assert turns.begin("dead.example", now) == 0
        turns.ended("dead.example", now, answered=False)
        assert turns.begin("dead.example", now) == FIRST_PAUSE_S * 2**failures
        now += FIRST_PAUSE_S * 2**failures
    assert begun(turns, ["dead.example"] * 3 + ["well.example"], now) == [
        "dead.example",
        "well.example",
    ]


def test_a_host_that_answers_again_is_as_good_as_any() -> None:
    turns = Turns(LIMITS)
    turns.begin("a.example", 0.0)
    turns.ended("a.example", 0.0, answered=False)
    turns.begin("a.example", FIRST_PAUSE_S)
    turns.ended("a.example", FIRST_PAUSE_S, answered=True)
    assert len(begun(turns, ["a.example"] * 3, FIRST_PAUSE_S + 1)) == 2
