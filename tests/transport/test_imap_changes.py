"""What a server tells of changes, honest or not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from mail.core.errors import Code, MailError
from mail.core.imap.flags import Flags
from mail.core.imap.mailbox import Known, ListedMailbox, Selected
from mail.core.imap.special_use import SpecialUse
from mail.transport.imap_session import ImapSession, open_session
from tests.servers.scripted import ScriptedServer
from tests.transport.talk import PASSWORD, POLICY, heard, imap_login, improvising

EXAMINED = (
    b"* 3 EXISTS\r\n* OK [UIDVALIDITY 7] valid\r\n* OK [UIDNEXT 9] next\r\n"
    b"* OK [HIGHESTMODSEQ 60] highest\r\n"
)


@contextmanager
def server_with(
    capabilities: str, answers: dict[str, bytes]
) -> Iterator[tuple[ImapSession, ScriptedServer]]:
    """*answers* by the beginning of a command; the tagged OK is added."""

    def answer(command: str) -> bytes | None:
        if command == "CAPABILITY":
            return f"* CAPABILITY IMAP4rev1 {capabilities}\r\nTAG OK done\r\n".encode()
        for beginning, told in answers.items():
            if command.startswith(beginning):
                return told + b"TAG OK done\r\n"
        return None

    with (
        ScriptedServer(improvising(answer)) as server,
        open_session(imap_login(server), PASSWORD, POLICY, timeout_s=5) as session,
    ):
        yield session, server


QRESYNC = {
    "ENABLE": b"* ENABLED QRESYNC\r\n",
    "EXAMINE": EXAMINED
    + b"* VANISHED (EARLIER) 2:4,8\r\n* 1 FETCH (UID 1 FLAGS (\\Seen) MODSEQ (55))\r\n",
}


def test_opening_a_known_mailbox_tells_what_changed_since() -> None:
    with server_with("ENABLE CONDSTORE QRESYNC", QRESYNC) as (session, server):
        opened = session.open_mailbox("INBOX", known=Known(7, 50))
    assert b"(QRESYNC (7 50))" in heard(server)
    assert opened.selected == Selected(7, 9, 3, 60)
    assert opened.changes is not None
    assert opened.changes.flags == {1: Flags(seen=True)}
    assert opened.changes.vanished.ranges == ((2, 4), (8, 8))


def test_under_another_uidvalidity_no_change_is_believed() -> None:
    with server_with("ENABLE CONDSTORE QRESYNC", QRESYNC) as (session, _server):
        assert session.open_mailbox("INBOX", known=Known(6, 50)).changes is None


def test_a_server_that_does_not_switch_it_on_is_not_asked_for_changes() -> None:
    answers = {"ENABLE": b"* ENABLED\r\n", "EXAMINE": EXAMINED}
    with server_with("ENABLE CONDSTORE QRESYNC", answers) as (session, server):
        assert session.open_mailbox("INBOX", known=Known(7, 50)).changes is None
    assert b"(QRESYNC" not in heard(server)


def test_what_is_said_of_the_mailbox_before_is_not_taken_for_the_next() -> None:
    late = b"* VANISHED 1:99\r\n* 5 FETCH (UID 5 FLAGS (\\Deleted))\r\n* 77 EXISTS\r\n"
    closed = b"* OK [CLOSED] gone\r\n"
    answers = QRESYNC | {"EXAMINE": late + closed + QRESYNC["EXAMINE"]}
    with server_with("ENABLE CONDSTORE QRESYNC", answers) as (session, _server):
        opened = session.open_mailbox("INBOX", known=Known(7, 50))
    assert opened.selected.exists == 3
    assert opened.changes is not None
    assert list(opened.changes.flags) == [1]
    assert 50 not in opened.changes.vanished


def test_a_mailbox_without_numbers_of_changes_says_so() -> None:
    answers = {"EXAMINE": EXAMINED.replace(b"HIGHESTMODSEQ 60", b"NOMODSEQ")}
    with server_with("CONDSTORE", answers) as (session, _server):
        assert session.select("INBOX").highestmodseq is None


def test_uids_come_as_ranges_from_those_who_can() -> None:
    answers = {"EXAMINE": EXAMINED, "UID SEARCH": b'* ESEARCH (TAG "x") UID ALL 1:3,7\r\n'}
    with server_with("ESEARCH", answers) as (session, server):
        session.select("INBOX")
        assert session.uids() == [1, 2, 3, 7]
    assert b"UID SEARCH RETURN (ALL) UID 1:*" in heard(server)


@pytest.mark.parametrize(
    ("told", "uids"),
    [(b'* ESEARCH (TAG "x") UID\r\n', []), (b"* SEARCH 4 2\r\n", [2, 4])],
    ids=["nothing", "the old way"],
)
def test_other_answers_to_such_a_search_are_read_as_well(told: bytes, uids: list[int]) -> None:
    with server_with("ESEARCH", {"EXAMINE": EXAMINED, "UID SEARCH": told}) as (session, _server):
        session.select("INBOX")
        assert session.uids() == uids


def test_a_range_of_all_numbers_fills_no_memory() -> None:
    told = b'* ESEARCH (TAG "x") UID ALL 1:4294967295\r\n'
    with server_with("ESEARCH", {"EXAMINE": EXAMINED, "UID SEARCH": told}) as (session, _server):
        session.select("INBOX")
        with pytest.raises(MailError) as raised:
            session.uids()
    assert raised.value.code is Code.TOO_MUCH


def test_sparse_uids_are_asked_about_in_few_commands() -> None:
    with server_with("CONDSTORE", {"EXAMINE": EXAMINED}) as (session, server):
        session.select("INBOX")
        session.changed_since(50, 4_000_000_000)
    assert heard(server).count(b"CHANGEDSINCE 50") <= 201


LIST = (
    b'* LIST (\\Subscribed) "/" INBOX\r\n* STATUS INBOX (MESSAGES 3 UIDNEXT 9 UIDVALIDITY 7 '
    b"HIGHESTMODSEQ 60 MAILBOXID (F1))\r\n"
    b'* LIST (\\All) "/" "[Gmail]/All Mail"\r\n* LIST (\\Flagged) "/" "[Gmail]/Starred"\r\n'
    b'* LIST (\\Important) "/" "[Gmail]/Important"\r\n* LIST () NIL 2026\r\n'
    b"* STATUS 2026 (MESSAGES 1 UIDNEXT 2)\r\n"
)


def listed(capabilities: str, answers: dict[str, bytes]) -> dict[str, ListedMailbox]:
    with server_with(capabilities, answers) as (session, _server):
        return {mailbox.name: mailbox for mailbox in session.list_mailboxes()}


def test_one_list_tells_where_every_mailbox_stands() -> None:
    found = listed("LIST-EXTENDED LIST-STATUS CONDSTORE OBJECTID", {"LIST": LIST})
    assert found["INBOX"].status == Selected(7, 9, 3, 60)
    assert found["INBOX"].mailbox_id == "F1"
    assert found["2026"].status is None
    assert found["2026"].delimiter == ""


def test_gmails_views_of_other_mailboxes_are_told_apart() -> None:
    found = listed("LIST-EXTENDED X-GM-EXT-1", {"LIST": LIST})
    views = [name for name, mailbox in found.items() if mailbox.is_view]
    assert views == ["[Gmail]/Starred", "[Gmail]/Important"]
    assert found["[Gmail]/All Mail"].special_use is SpecialUse.ALL
    assert not listed("LIST-EXTENDED", {"LIST": LIST})["[Gmail]/Starred"].is_view


LSUB: list[tuple[bytes, Callable[[str], bool]]] = [
    (b'* LSUB () "/" 2026\r\n', lambda name: name in {"INBOX", "2026"}),
    (b"", lambda name: True),
]


@pytest.mark.parametrize(("told", "is_subscribed"), LSUB, ids=["some", "none at all"])
def test_an_old_server_tells_subscriptions_in_the_old_way(
    told: bytes, is_subscribed: Callable[[str], bool]
) -> None:
    found = listed("", {"LIST": LIST, "LSUB": told})
    assert {n: m.subscribed for n, m in found.items()} == {n: is_subscribed(n) for n in found}
