"""Answers to listing, selecting, searching and changing that only odd servers give."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from mail.core.errors import Code, MailError
from mail.core.imap.special_use import SpecialUse
from tests.transport.talk import heard, session_with


def answering(
    verb: str, reply: bytes, capabilities: str = "IMAP4rev1"
) -> Callable[[str], bytes | None]:
    def answer(command: str) -> bytes | None:
        if command.startswith("CAPABILITY"):
            return f"* CAPABILITY {capabilities}\r\nTAG OK done\r\n".encode()
        return reply if command.startswith(verb) else None

    return answer


def test_every_way_to_write_a_mailbox_name_is_read() -> None:
    reply = (
        b'* LIST (\\HasNoChildren) "/" Plain\r\n'
        b'* LIST (\\Sent) "/" "Gesendete &AMQ-hnlich"\r\n'
        b'* LIST () "/" {9}\r\nA "quote"\r\n'
        b"* LIST (\\Noselect) NIL 2024\r\n"
        b'* LIST (\\HasNoChildren) "/" inbox\r\n'
        b"TAG OK done\r\n"
    )
    with session_with(answering("LIST", reply)) as (session, _):
        listed = session.list_mailboxes()
    assert [(m.name, m.special_use, m.selectable) for m in listed] == [
        ("inbox", SpecialUse.INBOX, True),
        ("Plain", None, True),
        ("Gesendete Ähnlich", SpecialUse.SENT, True),
        ('A "quote"', None, True),
        ("2024", None, False),
    ]


def test_a_mailbox_without_uidvalidity_is_not_used() -> None:
    with session_with(answering("SELECT", b"* 3 EXISTS\r\nTAG OK done\r\n")) as (session, _):
        with pytest.raises(MailError) as raised:
            session.select("Odd", readonly=False)
    assert raised.value.code is Code.COMMAND_REFUSED


def test_numbers_that_are_none_do_not_stop_a_selection() -> None:
    reply = b"* 3 EXISTS\r\n* OK [UIDVALIDITY 7]\r\n* OK [UIDNEXT soon]\r\nTAG OK done\r\n"
    with session_with(answering("SELECT", reply)) as (session, _):
        selected = session.select("INBOX", readonly=False)
    assert (selected.uidvalidity, selected.uidnext, selected.highestmodseq) == (7, 0, None)


def test_uids_are_sorted_and_unique_and_within_their_range() -> None:
    reply = b"* SEARCH 9 3 3 0 99999999999 x\r\n* SEARCH 5 (MODSEQ 7)\r\nTAG OK done\r\n"
    with session_with(answering("UID SEARCH", reply)) as (session, _):
        assert session.uids() == [3, 5, 9]
        assert session.uids(4) == [5, 9]


def test_a_message_id_is_searched_for_as_one_string() -> None:
    with session_with(lambda command: None) as (session, server):
        assert session.find_message_id('a"b\\c@fjord.example') == []
        assert session.find_message_id("a\r\nX DELETE INBOX") == []
    assert rb'HEADER Message-ID "<a\"b\\c@fjord.example>"' in heard(server)
    assert b"DELETE" not in heard(server)


def test_without_move_a_message_is_copied_and_only_it_is_expunged() -> None:
    with session_with(answering("-", b"", "IMAP4rev1 UIDPLUS")) as (session, server):
        session.move([2, 3], "Trash")
    said = heard(server)
    assert b'UID COPY 2:3 "Trash"' in said
    assert b"UID STORE 2:3 +FLAGS.SILENT (\\Deleted)" in said
    assert b"UID EXPUNGE 2:3" in said


def test_without_uidplus_nothing_is_expunged() -> None:
    with session_with(lambda command: None) as (session, server):
        session.move([2], "Trash")
    assert b"EXPUNGE" not in heard(server)


def test_a_logout_before_the_end_is_no_error() -> None:
    with session_with(lambda command: None) as (session, server):
        session.logout()
    assert heard(server).count(b"LOGOUT") == 1


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (b"[OVERQUOTA] Full", Code.BUSY),
        (b"[LIMIT] Too large", Code.TOO_MANY_CONNECTIONS),
        (b"No", Code.COMMAND_REFUSED),
    ],
)
def test_a_copy_that_is_not_taken_is_named_and_the_session_goes_on(
    words: bytes, code: Code
) -> None:
    with session_with(answering("APPEND", b"TAG NO " + words + b"\r\n")) as (session, _):
        with pytest.raises(MailError) as raised:
            session.append("Sent", b"Subject: One\r\n\r\nHello\r\n")
        assert raised.value.code is code
        session.noop()
