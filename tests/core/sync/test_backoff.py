"""How long an account is left alone depends on what went wrong."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis.strategies import integers, sampled_from

from mail.core.errors import Code
from mail.core.sync.backoff import LONGEST, NEVER, PAUSES, longest_pause, next_attempt_after

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def test_what_may_pass_is_tried_soon_and_then_ever_more_rarely() -> None:
    waits = [longest_pause(failures, Code.TIMEOUT) for failures in range(1, 10)]
    assert waits[:3] == [MINUTE / 2, MINUTE, 2 * MINUTE]
    assert waits[-1] == LONGEST


@given(integers(1, 10_000), sampled_from(sorted(set(Code) - NEVER - set(PAUSES))), integers())
def test_chance_takes_no_more_than_half_of_a_pause(failures: int, code: Code, seed: int) -> None:
    wait = next_attempt_after(failures, code, Random(seed))
    assert wait is not None
    assert longest_pause(failures, code) / 2 <= wait <= longest_pause(failures, code)
    assert wait == next_attempt_after(failures, code, Random(seed))


def test_those_who_failed_together_do_not_come_back_together() -> None:
    waits = {next_attempt_after(5, Code.TIMEOUT) for _ in range(100)}
    assert len(waits) > 90


@pytest.mark.parametrize(
    ("code", "pause"),
    [
        (Code.LOCKED_OUT, 30 * MINUTE),
        (Code.IP_BLOCKED, 6 * HOUR),
        (Code.RATE_LIMITED, 24 * HOUR),
        (Code.SENDING_LIMIT, 24 * HOUR),
        (Code.TLS_EXPIRED, 24 * HOUR),
    ],
)
def test_some_have_a_pause_of_their_own(code: Code, pause: timedelta) -> None:
    for failures in range(1, 9):
        wait = next_attempt_after(failures, code)
        assert wait is not None
        assert pause <= wait <= 1.1 * pause


@pytest.mark.parametrize("code", [Code.AUTH_FAILED, Code.WEB_LOGIN_NEEDED, Code.OAUTH_RECONNECT])
def test_what_needs_a_person_is_not_tried_again(code: Code) -> None:
    assert next_attempt_after(1, code) is None


def test_no_code_has_two_rules() -> None:
    assert not NEVER & PAUSES.keys()
