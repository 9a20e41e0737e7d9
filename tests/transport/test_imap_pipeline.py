"""Several FETCHes on their way, and a server that makes the worst of it."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from mail.core.errors import Code, MailError
from mail.transport.imap_session import ImapSession
from tests.servers.scripted import Connection
from tests.transport.fetching import OK, asked, fetching, record, session_where
from tests.transport.talk import heard, session_with

Answer = Callable[[str], bytes | None]
TWO_UNITS = range(1, 101)
THREE_UNITS = range(1, 100)


def records(command: str) -> bytes:
    return b"".join(map(record, asked(command)))


def soundly(command: str) -> bytes:
    return records(command) + OK


def uids(session: ImapSession) -> list[int]:
    return [header.uid for header in session.fetch_headers(THREE_UNITS)]


def answered(tag: bytes, command: str) -> bytes:
    return soundly(command).replace(b"TAG", tag)


def test_the_next_fetch_is_sent_before_the_first_is_answered() -> None:
    def on_fetch(connection: Connection, tag: bytes, command: str) -> None:
        later = connection.read_line().strip()
        connection.send(answered(tag, command))
        tag, _, rest = later.partition(b" ")
        connection.send(answered(tag, rest.decode()))

    with session_where(on_fetch) as session:
        assert [one.uid for one in session.fetch_headers(TWO_UNITS)] == list(TWO_UNITS)


def test_answers_in_another_order_reach_those_who_asked() -> None:
    def on_fetch(connection: Connection, tag: bytes, command: str) -> None:
        later, _, second = connection.read_line().strip().partition(b" ")
        connection.send(answered(later, second.decode()) + answered(tag, command))

    with session_where(on_fetch) as session:
        assert [one.uid for one in session.fetch_headers(TWO_UNITS)] == list(TWO_UNITS)


NOISE = {
    "records in the wrong order": lambda command: b"".join(
        map(record, reversed(asked(command)))
    ),
    "records twice": lambda command: records(command) * 2,
    "records of others": lambda command: record(7_777) + records(command) + record(8_888),
    "records of the next unit": lambda command: records(command) + record(asked(command)[-1] + 1),
    "flags of others": lambda command: b"* 9 FETCH (UID 7777 FLAGS ())\r\n" + records(command),
    "a message told of in a thousand pieces": lambda command: b"".join(
        b"* 1 FETCH (UID 1 X-%d NIL)\r\n" % number for number in range(5_000)
    )
    + records(command),
    "flags without a uid": lambda command: b"* 9 FETCH (FLAGS (\\Deleted))\r\n" + records(command),
    "new mail": lambda command: b"* 900 EXISTS\r\n* 1 RECENT\r\n" + records(command),
    "expunges": lambda command: records(command) + b"* 4 EXPUNGE\r\n* VANISHED 4:9\r\n",
    "words for people": lambda command: b"* OK wait {5}\r\n" + records(command) + b"* NO hm\r\n",
    "a hundred thousand lines": lambda command: b"* 900 EXISTS\r\n" * 33_000 + records(command),
    "lists of literals": lambda command: b'* LIST () "/" {3}\r\na\r\n\r\n' + records(command),
}  # fmt: skip


@pytest.mark.parametrize("noise", NOISE.values(), ids=NOISE.keys())
def test_what_a_server_says_besides_changes_nothing(noise: Callable[[str], bytes]) -> None:
    with session_with(fetching(lambda command: noise(command) + OK)) as (session, _):
        assert uids(session) == list(THREE_UNITS)
        session.noop()


def test_a_unit_that_is_refused_takes_no_other_with_it() -> None:
    def answer(command: str) -> bytes:
        refused = 60 in asked(command) and len(asked(command)) > 1
        return b"TAG NO [SERVERBUG] Internal error\r\n" if refused else soundly(command)

    with session_with(fetching(answer)) as (session, _):
        assert uids(session) == list(THREE_UNITS)


def test_another_command_in_between_disturbs_nothing() -> None:
    with session_with(fetching(soundly)) as (session, _):
        found = []
        for header in session.fetch_headers(THREE_UNITS):
            found.append(header.uid)
            assert not session.noop()
            assert session.fetch_parts(header.uid, ("HEADER",)) == {
                "HEADER": b"Subject: Hi\r\n\r\n"
            }
    assert found == list(THREE_UNITS)


def test_who_stops_in_the_middle_can_go_on_with_something_else() -> None:
    with session_with(fetching(soundly)) as (session, _):
        for header in session.fetch_headers(THREE_UNITS):
            if header.uid == 3:
                break
        assert session.select("INBOX").exists == 3
        assert uids(session) == list(THREE_UNITS)


def test_what_was_on_its_way_for_somebody_else_is_not_taken_for_an_answer() -> None:
    def answer(command: str) -> bytes:
        return soundly(command) if "BODYSTRUCTURE" in command else OK

    with session_with(fetching(answer)) as (session, _):
        next(session.header_batches(TWO_UNITS))
        with pytest.raises(MailError) as raised:
            session.fetch_parts(34, ("HEADER",))
    assert raised.value.code is Code.MAILBOX_MISSING


def test_what_stands_behind_the_last_answer_is_for_whoever_asks_next() -> None:
    def answer(command: str) -> bytes | None:
        if command.startswith("UID FETCH"):
            return soundly(command) + b"* 3 FETCH (BODY[] {3}\r\na"
        return b"bc)\r\nTAG OK done\r\n" if command == "NOOP" else None

    with session_with(answer) as (session, _):
        assert len(list(session.fetch_headers([1]))) == 1
        assert session.noop()


def test_no_message_is_asked_for_twice() -> None:
    with session_with(fetching(soundly)) as (session, server):
        uids(session)
        session.noop()
    lines = heard(server).decode().splitlines()
    commands = [line.partition(" ")[2] for line in lines if " UID FETCH " in line]
    assert sorted(uid for command in commands for uid in asked(command)) == list(THREE_UNITS)


def test_at_most_a_hundred_messages_are_asked_for_and_not_yet_handed_over() -> None:
    with session_with(fetching(soundly)) as (session, server):
        next(session.header_batches(range(1, 1_001)))
        assert heard(server).count(b"UID FETCH") <= 2


def failing(answer: Answer, *, timeout_s: float = 5.0) -> tuple[MailError, list[int]]:
    """How fetching fails, and what came before it did."""
    found: list[int] = []
    with session_with(fetching(answer), timeout_s=timeout_s) as (session, _):
        with pytest.raises(MailError) as raised:
            found.extend(header.uid for header in session.fetch_headers(THREE_UNITS))
        with pytest.raises(MailError) as again:
            session.noop()
    assert again.value.code is Code.DROPPED
    return raised.value, found


def after_the_first_unit(then: bytes) -> Answer:
    return lambda command: soundly(command) if asked(command)[0] == 1 else then


def test_a_goodbye_in_the_middle_is_heard_and_what_came_before_is_kept() -> None:
    def on_fetch(connection: Connection, tag: bytes, command: str) -> None:
        if asked(command)[0] == 1:
            connection.send(answered(tag, command))
        else:
            connection.send(b"* 34 FETCH (UID 34 FLAGS ())\r\n* BYE [UNAVAILABLE] Going down\r\n")
            connection.close()

    found: list[int] = []
    with session_where(on_fetch) as session, pytest.raises(MailError) as raised:
        found.extend(header.uid for header in session.fetch_headers(THREE_UNITS))
    assert (raised.value.code, raised.value.server_said) == (
        Code.BUSY,
        "[UNAVAILABLE] Going down",
    )
    assert found == list(range(1, 34))


@pytest.mark.parametrize(
    ("then", "code"),
    [
        (b"* 34 FETCH (UID 34 BODY[HEADER] {3000000000}\r\n", Code.TOO_MUCH),
        (b"* 34 FETCH (UID 34 BODY[HEADER] {40000000}\r\n", Code.TOO_MUCH),
        (b"* 5 EXISTS\r\n" * 250_000, Code.TOO_MUCH),
        (b"* 34 FETCH (UID 34 " + b"x" * 2_000_000, Code.PROTOCOL),
        (b"* 34 FETCH (UID 34 FLAGS ())\nTAG OK done\r\n", Code.PROTOCOL),
        (b"X1 OK done\r\n", Code.PROTOCOL),
        (b"+ go on\r\n", Code.PROTOCOL),
    ],
)
def test_a_server_without_measure_is_left_and_what_came_before_is_kept(
    then: bytes, code: Code
) -> None:
    problem, found = failing(after_the_first_unit(then), timeout_s=30)
    assert (problem.code, found) == (code, list(range(1, 34)))


def test_silence_in_the_middle_ends_at_the_deadline() -> None:
    started = time.monotonic()
    problem, found = failing(
        after_the_first_unit(b"* 34 FETCH (UID 34 BODY[HEADER] {100}\r\nSubject:"), timeout_s=0.3
    )
    assert (problem.code, found) == (Code.TIMEOUT, list(range(1, 34)))
    assert time.monotonic() - started < 5


def test_a_trickle_ends_at_the_deadline_as_well() -> None:
    def on_fetch(connection: Connection, tag: bytes, command: str) -> None:
        while True:
            connection.send(b"* 1 EXISTS\r\n")
            connection.pause(0.05)

    started = time.monotonic()
    with session_where(on_fetch, timeout_s=0.5) as session, pytest.raises(MailError) as raised:
        list(session.fetch_headers([1]))
    assert raised.value.code is Code.TIMEOUT
    assert time.monotonic() - started < 5


def test_only_waiting_counts_against_the_deadline() -> None:
    with session_with(fetching(soundly), timeout_s=0.4) as (session, _):
        batches = session.header_batches(THREE_UNITS)
        next(batches)
        time.sleep(0.6)
        assert sum(map(len, batches)) == 66
