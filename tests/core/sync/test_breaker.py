"""A server that answers nobody is left alone, and asked by one before all come back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis.strategies import integers, lists, sampled_from

from mail.core.errors import Code
from mail.core.sync.backoff import OF_THE_SIGN_IN
from mail.core.sync.breaker import (
    FAILURES_TO_OPEN,
    FIRST_PAUSE,
    LONGEST_PAUSE,
    NOT_ASKED,
    OF_THE_HOST,
    PROBE,
    WINDOW,
    Breaker,
    Circuit,
)

NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


WELL = Breaker()


def failed(times: int, breaker: Breaker = WELL, every: timedelta = SECOND) -> Breaker:
    """The last failure is at NOON."""
    for n in range(times):
        breaker = breaker.failed(Code.TIMEOUT, NOON - (times - 1 - n) * every, Random(1))
    return breaker


def opened() -> Breaker:
    return failed(FAILURES_TO_OPEN)


def test_nothing_known_lets_everybody_through() -> None:
    assert Breaker().circuit(NOON) is Circuit.CLOSED


def test_after_one_failure_a_server_is_suspected_until_it_answers() -> None:
    once = failed(1)
    assert once.circuit(NOON + timedelta(days=1)) is Circuit.SUSPECTED
    assert once.answered().circuit(NOON) is Circuit.CLOSED


def test_five_failures_within_a_minute_open_the_circuit() -> None:
    assert failed(FAILURES_TO_OPEN - 1).circuit(NOON) is Circuit.SUSPECTED
    assert opened().circuit(NOON) is Circuit.OPEN


def test_failures_far_apart_open_nothing() -> None:
    seldom = failed(20, every=WINDOW / 2)
    assert seldom.circuit(NOON) is Circuit.SUSPECTED


def test_it_is_told_since_when_it_does_not_answer() -> None:
    assert opened().failing_since == NOON - 4 * SECOND
    assert failed(1, opened()).failing_since == NOON - 4 * SECOND


def test_an_open_circuit_becomes_half_open_after_about_two_minutes() -> None:
    breaker = opened()
    assert breaker.circuit(NOON + 0.85 * FIRST_PAUSE) is Circuit.OPEN
    assert breaker.circuit(NOON + 1.15 * FIRST_PAUSE) is Circuit.HALF_OPEN


def test_while_one_probes_the_others_wait_and_a_lost_probe_is_replaced() -> None:
    later = NOON + 2 * FIRST_PAUSE
    probing = opened().probing(later)
    assert probing.circuit(later + SECOND) is Circuit.OPEN
    assert probing.circuit(later + PROBE) is Circuit.HALF_OPEN


def test_a_probe_that_is_answered_closes_the_circuit() -> None:
    assert opened().probing(NOON).answered() == Breaker()


def test_every_probe_that_fails_doubles_the_pause_up_to_half_an_hour() -> None:
    breaker, pauses = opened(), []
    for _ in range(8):
        breaker = breaker.probing(NOON).failed(Code.TIMEOUT, NOON, Random(1))
        assert breaker.ask_at is not None
        pauses.append(breaker.ask_at - NOON)
    assert pauses == sorted(pauses)
    assert 1.8 * FIRST_PAUSE <= pauses[0] <= 2.2 * FIRST_PAUSE
    assert 0.9 * LONGEST_PAUSE <= pauses[-1] <= 1.1 * LONGEST_PAUSE


def test_sessions_of_before_that_break_while_it_is_open_make_no_pause_longer() -> None:
    breaker = opened()
    assert failed(20, breaker).ask_at == breaker.ask_at


@pytest.mark.parametrize("code", sorted(OF_THE_SIGN_IN | {Code.RATE_LIMITED, Code.LOCKED_OUT}))
def test_what_is_said_to_one_account_is_no_failure_of_the_host(code: Code) -> None:
    assert code not in OF_THE_HOST


def test_no_code_is_both_of_the_host_and_not_heard_from_it() -> None:
    assert not OF_THE_HOST & NOT_ASKED


@given(lists(sampled_from(["fail", "answer", "probe"]), max_size=40), integers(0, 3600), integers())
def test_whatever_happens_it_is_never_closed_to_everybody_for_more_than_33_minutes(
    steps: list[str], gap_s: int, seed: int
) -> None:
    breaker, now, dice = Breaker(), NOON, Random(seed)
    for step in steps:
        now += timedelta(seconds=gap_s)
        if step == "fail":
            breaker = breaker.failed(Code.REFUSED, now, dice)
        elif step == "answer":
            breaker = breaker.answered()
        elif breaker.circuit(now) is Circuit.HALF_OPEN:
            breaker = breaker.probing(now)
    assert breaker.circuit(now + 1.1 * LONGEST_PAUSE) is not Circuit.OPEN
