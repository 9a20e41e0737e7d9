"""How long an account is left alone depends on what went wrong."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mail.core.errors import Code
from mail.core.sync.backoff import LONGEST, NEVER, PAUSES, next_attempt_after

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def test_what_may_pass_is_tried_soon_and_then_ever_more_rarely() -> None:
    waits = [next_attempt_after(failures, Code.TIMEOUT) for failures in range(1, 10)]
    assert waits[:3] == [MINUTE / 2, MINUTE, 2 * MINUTE]
    assert waits[-1] == LONGEST


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
    assert {next_attempt_after(failures, code) for failures in (1, 9)} == {pause}


@pytest.mark.parametrize("code", [Code.AUTH_FAILED, Code.WEB_LOGIN_NEEDED, Code.OAUTH_RECONNECT])
def test_what_needs_a_person_is_not_tried_again(code: Code) -> None:
    assert next_attempt_after(1, code) is None


def test_no_code_has_two_rules() -> None:
    assert not NEVER & PAUSES.keys()
