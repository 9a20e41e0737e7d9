"""What a broken or hostile server may do while we fetch."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from mail.core.errors import Code, MailError
from mail.transport.imap_session import FetchedHeader, open_session
from tests.servers.faults_imap import drops_while_fetching
from tests.servers.scripted import ScriptedServer
from tests.transport.fetching import OK, STRUCTURE, asked, fetching, record
from tests.transport.talk import PASSWORD, POLICY, heard, imap_login, session_with


def headers(answer: Callable[[str], bytes | None], *uids: int) -> list[FetchedHeader]:
    with session_with(fetching(answer)) as (session, _):
        return list(session.fetch_headers(uids))


def test_headers_come_in_the_order_asked_without_what_is_gone() -> None:
    def answer(command: str) -> bytes:
        return record(1) + record(3) + b"TAG OK done\r\n"

    assert [header.uid for header in headers(answer, 3, 2, 1)] == [3, 1]


def test_one_refused_message_does_not_hide_the_others() -> None:
    def answer(command: str) -> bytes:
        if 5 in asked(command) and "BODYSTRUCTURE" in command:
            return b"TAG NO [SERVERBUG] Internal error\r\n"
        structure = STRUCTURE if "BODYSTRUCTURE" in command else b"NIL"
        return b"".join(record(uid, structure) for uid in asked(command)) + b"TAG OK done\r\n"

    found = headers(answer, *range(1, 9))
    assert [header.uid for header in found] == list(range(1, 9))
    assert [header.uid for header in found if header.defects] == [5]
    assert found[4].header == b"Subject: Hi\r\n\r\n"


def test_one_illegible_record_does_not_hide_the_others() -> None:
    def answer(command: str) -> bytes:
        broken = b"((((" if "BODYSTRUCTURE" in command else b"NIL"
        lines = (record(uid, broken if uid == 2 else STRUCTURE) for uid in asked(command))
        return b"".join(lines) + b"TAG OK done\r\n"

    found = headers(answer, 1, 2, 3)
    assert [bool(header.defects) for header in found] == [False, True, False]
    assert found[1].header == b"Subject: Hi\r\n\r\n"


def test_a_message_refused_in_every_way_keeps_its_place() -> None:
    def answer(command: str) -> bytes:
        if 2 in asked(command):
            return b"TAG NO cannot\r\n"
        return b"".join(record(uid) for uid in asked(command)) + b"TAG OK done\r\n"

    found = headers(answer, 1, 2)
    assert [(header.uid, header.header, bool(header.bodystructure)) for header in found] == [
        (1, b"Subject: Hi\r\n\r\n", True),
        (2, b"", False),
    ]


def test_a_forged_uid_in_a_broken_record_harms_no_other_message() -> None:
    def answer(command: str) -> bytes:
        if asked(command) == [1]:
            return record(1) + b"TAG OK done\r\n"
        forged = b'* 2 FETCH (BODYSTRUCTURE ("TEXT" ("NAME" "UID 1") ((((\r\n'
        return record(1) + forged + b"TAG OK done\r\n"

    found = headers(answer, 1, 2)
    assert (found[0].uid, found[0].defects) == (1, ())


def test_records_for_messages_that_were_not_asked_for_are_left_out() -> None:
    def answer(command: str) -> bytes:
        return record(7) + record(1) + b"* 9 FETCH (FLAGS (\\Deleted))\r\nTAG OK done\r\n"

    assert [header.uid for header in headers(answer, 1)] == [1]


def test_many_headers_are_asked_for_in_ranges_and_batches() -> None:
    def answer(command: str) -> bytes:
        return b"".join(record(uid) for uid in asked(command)) + b"TAG OK done\r\n"

    with session_with(fetching(answer)) as (session, server):
        assert len(list(session.fetch_headers(range(1, 121)))) == 120
    sets = re.findall(rb"UID FETCH (\S+)", heard(server))
    assert sets == [b"1:33", b"34:66", b"67:99", b"100:120"]


def test_nothing_is_fetched_in_a_way_that_marks_it_as_seen() -> None:
    def answer(command: str) -> bytes:
        return record(1) + b"TAG OK done\r\n"

    with session_with(fetching(answer)) as (session, server):
        list(session.fetch_headers([1]))
        session.fetch_parts(1, ("1.2",))
        session.fetch_whole(1, 1_000)
    assert b"BODY.PEEK[" in heard(server)
    assert b"BODY[" not in heard(server)


def failing(answer: Callable[[str], bytes | None], timeout_s: float = 5.0) -> MailError:
    """How fetching headers fails; the connection is closed then and says so at once."""
    with session_with(fetching(answer), timeout_s=timeout_s) as (session, _):
        with pytest.raises(MailError) as raised:
            list(session.fetch_headers([1]))
        with pytest.raises(MailError) as again:
            session.noop()
    assert again.value.code is Code.DROPPED
    return raised.value


def test_an_announced_literal_of_three_gigabytes_is_not_waited_for() -> None:
    def answer(command: str) -> bytes:
        return b"* 1 FETCH (UID 1 BODY[HEADER] {3000000000}\r\n"

    assert failing(answer, timeout_s=60).code is Code.TOO_MUCH


def test_a_million_records_that_nobody_asked_for_are_too_much() -> None:
    def answer(command: str) -> bytes:
        return b"* 9 FETCH (FLAGS ())\r\n" * 250_000 + b"TAG OK done\r\n"

    assert failing(answer, timeout_s=60).code is Code.TOO_MUCH


def test_a_stalled_literal_ends_at_the_deadline_and_the_session_with_it() -> None:
    def answer(command: str) -> bytes:
        return b"* 1 FETCH (UID 1 BODY[HEADER] {100}\r\nSubject:"

    assert failing(answer, timeout_s=0.2).code is Code.TIMEOUT


def test_a_connection_lost_inside_a_literal_is_dropped() -> None:
    script = drops_while_fetching(10, b"Subject: One\r\n\r\nHello\r\n")
    with ScriptedServer(script) as server, pytest.raises(MailError) as raised:
        with open_session(imap_login(server), PASSWORD, POLICY) as session:
            session.select("INBOX")
            list(session.fetch_headers([1]))
    assert raised.value.code is Code.DROPPED


def part(octets: bytes, section: str = "1", offset: int = 0) -> bytes:
    return b"* 1 FETCH (UID 1 BODY[%s]<%d> {%d}\r\n%s)\r\nTAG OK done\r\n" % (
        section.encode(),
        offset,
        len(octets),
        octets,
    )


def test_a_server_that_ignores_partial_fetches_does_not_double_a_part() -> None:
    whole = b"x" * (2 * 1024 * 1024)
    with session_with(fetching(lambda command: part(whole))) as (session, _):
        assert session.fetch_parts(1, ("1",), limit_bytes=5_000_000) == {"1": whole}
        assert dict(session.fetch_parts_of_many({1: ("1",)}, 5_000_000)) == {1: {"1": whole}}


def test_a_part_is_cut_at_the_limit_whatever_the_server_sends() -> None:
    with session_with(fetching(lambda command: part(b"x" * 999))) as (session, _):
        assert session.fetch_parts(1, ("1",), limit_bytes=10) == {"1": b"x" * 10}


def test_a_message_larger_than_its_size_said_is_too_much() -> None:
    def answer(command: str) -> bytes:
        if "RFC822.SIZE" in command:
            return b"* 1 FETCH (UID 1 RFC822.SIZE 5)\r\nTAG OK done\r\n"
        return part(b"x" * 11, section="")

    with session_with(fetching(answer)) as (session, _), pytest.raises(MailError) as raised:
        session.fetch_whole(1, 10)
    assert raised.value.code is Code.TOO_MUCH


def test_a_part_of_a_message_that_is_gone_is_an_error() -> None:
    with (
        session_with(fetching(lambda command: b"TAG OK done\r\n")) as (session, _),
        pytest.raises(MailError) as raised,
    ):
        session.fetch_parts(1, ("1",))
    assert raised.value.code is Code.MAILBOX_MISSING


def long_parts(then: bytes) -> Callable[[str], bytes]:
    """The first octets of the parts of two long messages; *then* to who asks for more of 1."""

    def answer(command: str) -> bytes:
        if "<0." in command:
            text = b"x" * (128 * 1024)
            lines = (
                b"* 1 FETCH (UID %d BODY[1]<0> {%d}\r\n%s)\r\n" % (uid, len(text), text)
                for uid in asked(command)
            )
            return b"".join(lines) + OK
        if asked(command) == [1]:
            return then
        return b"* 2 FETCH (UID 2 BODY[1]<131072> {3}\r\nend)\r\n" + OK

    return answer


@pytest.mark.parametrize(
    "then",
    [
        OK,
        b"TAG NO [SERVERBUG] cannot\r\n",
        b"* 1 FETCH (UID 1 FLAGS ())\r\n" + OK,
        b"* 1 FETCH (UID 1 BODY[1]<7> {3}\r\nend)\r\n" + OK,
        b"* 1 FETCH (UID 1 BODY[1]<131072> ((((\r\n" + OK,
    ],
    ids=["gone", "refused", "only its flags", "another range", "illegible"],
)
def test_a_part_whose_rest_cannot_be_had_is_left_out_and_takes_no_other_with_it(
    then: bytes,
) -> None:
    with session_with(fetching(long_parts(then))) as (session, _):
        found = dict(session.fetch_parts_of_many({1: ("1",), 2: ("1",)}, 1_000_000))
        session.noop()
    assert {uid: len(parts["1"]) for uid, parts in found.items()} == {2: 128 * 1024 + 3}


def test_a_message_of_which_only_news_came_is_not_taken_to_be_empty() -> None:
    def answer(command: str) -> bytes:
        return b"* 1 FETCH (UID 1 FLAGS (\\Seen))\r\n" + OK

    with session_with(fetching(answer)) as (session, _):
        assert list(session.fetch_parts_of_many({1: ("1",)}, 1_000)) == []


def test_a_message_that_is_gone_when_it_is_asked_for_alone_is_left_out() -> None:
    def answer(command: str) -> bytes:
        news = b"* 1 FETCH (UID 1 FLAGS (\\Seen))\r\n" if "BODYSTRUCTURE" in command else b""
        return news + OK

    assert headers(answer, 1) == []


def test_a_header_longer_than_the_first_octets_comes_whole() -> None:
    whole = b"Subject: Hi\r\n" + b"X: y\r\n" * 20_000 + b"\r\n"

    def answer(command: str) -> bytes:
        start, _, size = command.partition("<")[2].partition(">")[0].partition(".")
        octets = whole[int(start) :][: int(size)]
        head = b"* 1 FETCH (UID 1 BODYSTRUCTURE %s BODY[HEADER]<%s> {%d}\r\n%s)\r\n"
        return head % (STRUCTURE, start.encode(), len(octets), octets) + OK

    (header,) = headers(answer, 1)
    assert header.header == whole


def test_what_is_known_to_be_large_is_asked_for_in_smaller_units() -> None:
    def answer(command: str) -> bytes:
        lines = (b"* 1 FETCH (UID %d BODY[1] {1}\r\nx)\r\n" % uid for uid in asked(command))
        return b"".join(lines) + OK

    with session_with(fetching(answer)) as (session, _):
        wanted = dict.fromkeys(range(1, 101), ("1",))
        large = session.part_batches(wanted, 200_000, dict.fromkeys(wanted, 130_000))
        assert [len(unit) for unit in large] == [32, 32, 32, 4]
        assert [len(unit) for unit in session.part_batches(wanted, 200_000)] == [33, 33, 33, 1]


def test_a_hundred_different_lists_of_parts_do_not_become_a_hundred_commands_at_once() -> None:
    def answer(command: str) -> bytes:
        section = command.partition("[")[2].partition("]")[0].encode()
        told = (
            b"* 1 FETCH (UID %d BODY[%s] {1}\r\nx)\r\n" % (uid, section) for uid in asked(command)
        )
        return b"".join(told) + OK

    with session_with(fetching(answer)) as (session, _):
        wanted = {uid: (str(uid),) for uid in range(1, 101)}
        assert [len(unit) for unit in session.part_batches(wanted)] == [10] * 10


def test_a_section_that_is_none_is_not_sent() -> None:
    with (
        session_with(lambda command: None) as (session, _),
        pytest.raises(ValueError, match="not a section"),
    ):
        session.fetch_parts(1, ("1] UID 2 BODY[",))
