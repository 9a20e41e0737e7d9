"""What is done otherwise with servers that are known for something."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from mail.core.errors import Code, MailError
from mail.core.imap.quirks import Quirk
from mail.transport.imap_session import ImapSession
from tests.servers.scripted import Connection, ScriptedServer
from tests.transport.fetching import OK, asked, fetching, record, session_where
from tests.transport.talk import heard, session_with


@contextmanager
def session_at(
    quirk: Quirk, answer: Callable[[str], bytes | None]
) -> Iterator[tuple[ImapSession, ScriptedServer]]:
    with session_with(fetching(answer)) as (session, server):
        session.connection.quirks = frozenset({quirk})
        yield session, server


def soundly(command: str) -> bytes:
    return b"".join(map(record, asked(command))) + OK


def test_ranges_are_not_asked_of_a_server_that_dies_of_them() -> None:
    def answer(command: str) -> bytes:
        text = b"x" * 3_000_000
        return (
            b"* 1 FETCH (UID %d BODY[1] {%d}\r\n%s)\r\n" % (asked(command)[0], len(text), text) + OK
        )

    with session_at(Quirk.NO_RANGES, answer) as (session, server):
        assert session.fetch_parts(1, ("1",), 5_000_000)["1"] == b"x" * 3_000_000
        assert session.fetch_parts(1, ("1",), 1_000)["1"] == b"x" * 1_000
        many = dict(session.fetch_parts_of_many({1: ("1",), 2: ("1",)}, 2_000_000))
    assert {uid: len(parts["1"]) for uid, parts in many.items()} == {1: 2_000_000, 2: 2_000_000}
    assert b"<" not in heard(server)


def test_headers_come_without_ranges_as_well() -> None:
    with session_at(Quirk.NO_RANGES, soundly) as (session, server):
        assert [one.header for one in session.fetch_headers([1])] == [b"Subject: Hi\r\n\r\n"]
    assert b"BODY.PEEK[HEADER] " in heard(server)


def test_a_server_that_takes_one_command_at_a_time_gets_one() -> None:
    on_their_way = []

    def answer(command: str) -> bytes:
        on_their_way.append(asked(command))
        return soundly(command)

    with session_at(Quirk.ONE_COMMAND_AT_A_TIME, answer) as (session, _):
        batches = session.header_batches(range(1, 100))
        for number, batch in enumerate(batches, 1):
            assert len(batch) == 33
            assert len(on_their_way) == number


def test_not_even_commands_of_one_unit_are_sent_together_then() -> None:
    together = []

    def on_fetch(connection: Connection, tag: bytes, command: str) -> None:
        together.append(connection.has_more())
        section = command.partition("[")[2].partition("]")[0].encode()
        told = b"* 1 FETCH (UID %d BODY[%s] {1}\r\nx)\r\n" % (asked(command)[0], section)
        connection.send(told + tag + b" OK done\r\n")

    with session_where(on_fetch) as session:
        session.connection.quirks = frozenset({Quirk.ONE_COMMAND_AT_A_TIME})
        assert len(list(session.fetch_parts_of_many({1: ("1",), 2: ("2",), 3: ("3",)}))) == 3
    assert together == [False, False, False]


def without_structure(command: str) -> bytes:
    return b"".join(record(uid, b"NIL") for uid in asked(command)) + OK


def unavailable(*uids: int) -> Callable[[str], bytes]:
    """Every FETCH of the structure of one of these messages is refused."""

    def answer(command: str) -> bytes:
        if "BODYSTRUCTURE" not in command:
            return without_structure(command)
        refused = set(asked(command)) & set(uids)
        return b"TAG NO [UNAVAILABLE] Server error\r\n" if refused else soundly(command)

    return answer


def test_one_unavailable_message_does_not_make_the_server_busy_where_that_is_known() -> None:
    with session_at(Quirk.UNAVAILABLE_IS_A_MESSAGE, unavailable(3)) as (session, _):
        found = list(session.fetch_headers([1, 2, 3, 4]))
    assert [one.uid for one in found if one.bodystructure] == [1, 2, 4]
    assert found[2].header == b"Subject: Hi\r\n\r\n"


@pytest.mark.parametrize("uids", [(1, 2, 3, 4), (1,)])
def test_a_server_where_nothing_can_be_had_is_busy_all_the_same(uids: tuple[int, ...]) -> None:
    with session_at(Quirk.UNAVAILABLE_IS_A_MESSAGE, unavailable(*uids)) as (session, _):
        with pytest.raises(MailError) as raised:
            list(session.fetch_headers(uids))
        session.noop()
    assert raised.value.code is Code.BUSY


def test_elsewhere_unavailable_means_busy() -> None:
    with session_with(fetching(unavailable(3))) as (session, _):
        with pytest.raises(MailError) as raised:
            list(session.fetch_headers([1, 2, 3, 4]))
        session.noop()
    assert raised.value.code is Code.BUSY


def test_condstore_counts_as_not_offered_where_it_is_refused() -> None:
    with session_with(lambda command: None) as (session, _):
        session.connection.wire.capabilities = ("IMAP4REV1", "CONDSTORE", "QRESYNC", "IDLE")
        assert session.connection.offers("CONDSTORE")
        session.connection.quirks = frozenset({Quirk.NO_CONDSTORE})
        assert not session.connection.offers("condstore")
        assert not session.connection.offers("QRESYNC")
        assert session.connection.offers("IDLE")


def test_a_server_is_asked_who_it_is_and_its_answer_counts() -> None:
    def answer(command: str) -> bytes | None:
        if command.startswith("CAPABILITY"):
            return b"* CAPABILITY IMAP4rev1 ID\r\nTAG OK done\r\n"
        if command.startswith("ID"):
            return b'* ID ("name" "hMailServer")\r\nTAG OK done\r\n'
        return None

    with session_with(answer) as (session, _):
        assert session.connection.quirks == {Quirk.NO_RANGES}


def test_a_server_that_wants_to_know_us_is_told_all_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "mail.transport.imap_connection.quirks_of", lambda *_: frozenset({Quirk.WANTS_ID})
    )
    with session_with(lambda command: None) as (_, server):
        said = heard(server)
    assert said.index(b'ID ("name" "CRM Inbox" "version" "') < said.index(b"EXAMINE")
