"""How fast many accounts are signed in."""

from __future__ import annotations

from mail.core.imap.idle_spans import SHORTEST_S, USUAL_S, after_a_break, idle_span_s
from mail.core.sync.pace import FIRST_PAUSE_S, Limits, Pace

LIMITS = Limits(per_s=10, burst=20, host_per_s=5, at_a_host=2)


def begun(pace: Pace, hosts: list[str], now: float) -> list[str]:
    return [host for host in hosts if pace.begin(host, now) == 0]


def many(count: int) -> list[str]:
    return [f"mail{number}.example" for number in range(count)]


def test_a_thousand_accounts_begin_as_a_stream_and_not_as_a_crowd() -> None:
    pace = Pace(LIMITS)
    assert len(begun(pace, many(1_000), 0.0)) == 20
    assert len(begun(pace, many(1_000)[20:], 1.0)) == 10


def test_one_host_is_asked_by_two_at_a_time() -> None:
    pace = Pace(LIMITS)
    assert len(begun(pace, ["a.example"] * 5, 0.0)) == 2
    pace.ended("a.example", 0.1, answered=True)
    assert len(begun(pace, ["a.example"] * 5, 0.1)) == 1


def test_a_host_that_does_not_answer_is_left_alone_longer_each_time() -> None:
    pace, now = Pace(LIMITS), 0.0
    for failures in range(3):
        assert pace.begin("dead.example", now) == 0
        pace.ended("dead.example", now, answered=False)
        assert pace.begin("dead.example", now) == FIRST_PAUSE_S * 2**failures
        now += FIRST_PAUSE_S * 2**failures
    assert begun(pace, ["dead.example"] * 3 + ["well.example"], now) == [
        "dead.example",
        "well.example",
    ]


def test_a_host_that_answers_again_is_as_good_as_any() -> None:
    pace = Pace(LIMITS)
    pace.begin("a.example", 0.0)
    pace.ended("a.example", 0.0, answered=False)
    pace.begin("a.example", FIRST_PAUSE_S)
    pace.ended("a.example", FIRST_PAUSE_S, answered=True)
    assert len(begun(pace, ["a.example"] * 3, FIRST_PAUSE_S + 1)) == 2


def test_an_idle_is_shorter_where_servers_are_known_to_hang_up() -> None:
    assert idle_span_s("imap.yandex.com") < idle_span_s("mail.fjord.example") == USUAL_S
    assert idle_span_s("notyandex.com") == USUAL_S


def test_what_broke_for_its_silence_is_kept_shorter_next_time() -> None:
    assert after_a_break(540.0, 500.0) == 270.0
    assert after_a_break(540.0, 20.0) == 540.0
    assert after_a_break(SHORTEST_S, SHORTEST_S) == SHORTEST_S
