"""One connection that waits, without a connection: lines and moments in, steps out."""

from __future__ import annotations

import pytest

from mail.core.errors import Code
from mail.core.imap.idle import ANSWER_S, NOTHING, SHORTEST_IDLE_S, Idle, Phase, Step

AGAIN_S = 540.0


def waiting(*, idles: bool = True, poll_s: float = 30.0) -> Idle:
    """Began at 0; with IDLE the server has agreed at once."""
    idle = Idle(b"T", idles=idles, again_s=AGAIN_S, poll_s=poll_s)
    idle.begin(0.0)
    if idles:
        idle.line(b"+ idling", 0.0)
    return idle


def code_of(step: Step) -> Code | None:
    return step.problem.code if step.problem else None


@pytest.mark.parametrize(
    "line",
    [
        b"* 23 EXISTS",
        b"* 4 EXPUNGE",
        b"* 7 FETCH (FLAGS (\\Seen))",
        b"* VANISHED 3:9",
        b"* 1 exists",
    ],
)
def test_what_changes_the_mailbox_is_news(line: bytes) -> None:
    assert waiting().line(line, 1.0) == Step(news=True)


@pytest.mark.parametrize(
    "line",
    [
        b"* OK Still here",
        b"* 5 RECENT",
        b"* FLAGS (\\Seen)",
        b"* EXISTS",
        b"* 9 EXISTSX",
        b"+ well",
        b"",
        b"T99 OK never asked",
        b"EXISTS 5",
    ],
)
def test_what_does_not_change_it_is_not(line: bytes) -> None:
    assert waiting().line(line, 1.0) == NOTHING


def test_an_idle_is_asked_for_ended_and_asked_for_anew() -> None:
    idle = Idle(b"T", idles=True, again_s=AGAIN_S)
    assert idle.begin(0.0).send == b"T1 IDLE\r\n"
    idle.line(b"+ idling", 1.0)
    assert idle.due_at == 1.0 + AGAIN_S
    assert idle.late(idle.due_at).send == b"DONE\r\n"
    assert idle.line(b"T1 OK done", 542.0).send == b"T2 IDLE\r\n"


def test_news_between_two_idles_is_news() -> None:
    idle = waiting()
    idle.late(AGAIN_S)
    assert idle.line(b"* 24 EXISTS", AGAIN_S).news


@pytest.mark.parametrize("answer", [b"T1 NO not here", b"T1 BAD what?"])
def test_a_server_that_refuses_to_idle_is_asked_now_and_then(answer: bytes) -> None:
    idle = Idle(b"T", idles=True, again_s=AGAIN_S)
    idle.begin(0.0)
    assert idle.line(answer, 0.0) == NOTHING
    assert idle.late(idle.due_at).send == b"T2 NOOP\r\n"


def test_without_idle_the_answer_to_a_question_ends_it_until_the_next() -> None:
    idle = waiting(idles=False)
    assert idle.due_at == 30.0
    idle.late(30.0)
    assert idle.line(b"* 3 EXISTS", 30.1).news
    assert idle.line(b"T1 OK done", 30.2) == NOTHING
    assert (idle.phase, idle.due_at) == (Phase.RESTING, 60.2)


def test_a_goodbye_is_a_lost_connection_with_its_words() -> None:
    step = waiting().line(b"* BYE Server shutting down", 1.0)
    assert step.problem
    assert (step.problem.code, "shutting down" in step.problem.server_said) == (Code.DROPPED, True)


@pytest.mark.parametrize("phase", [Phase.ASKED, Phase.ENDING, Phase.POLLING])
def test_silence_where_an_answer_is_due_ends_it(phase: Phase) -> None:
    idle = waiting(idles=phase is not Phase.POLLING)
    if phase is Phase.ASKED:
        idle.begin(0.0)
    else:
        idle.late(idle.due_at)
    assert idle.phase is phase
    assert code_of(idle.late(idle.due_at)) is Code.TIMEOUT


def test_chatter_does_not_put_the_answer_off() -> None:
    idle = waiting()
    idle.late(AGAIN_S)
    idle.line(b"* OK Still here", AGAIN_S + ANSWER_S - 1)
    assert idle.due_at == AGAIN_S + ANSWER_S


def test_an_idle_that_the_server_ends_by_itself_is_asked_for_anew() -> None:
    assert waiting().line(b"T1 OK enough", SHORTEST_IDLE_S).send == b"T2 IDLE\r\n"


def test_but_not_round_in_circles() -> None:
    assert code_of(waiting().line(b"T1 OK enough", SHORTEST_IDLE_S - 1)) is Code.PROTOCOL


def test_a_refusal_of_the_end_or_of_a_question_is_a_problem() -> None:
    ending, polling = waiting(), waiting(idles=False)
    ending.late(AGAIN_S)
    polling.late(30.0)
    assert code_of(ending.line(b"T1 NO", AGAIN_S)) is Code.PROTOCOL
    assert code_of(polling.line(b"T1 BAD", 30.0)) is Code.PROTOCOL


def test_whoever_leaves_says_so() -> None:
    assert waiting().goodbye() == b"DONE\r\nT2 LOGOUT\r\n"
    assert waiting(idles=False).goodbye() == b"T1 LOGOUT\r\n"
