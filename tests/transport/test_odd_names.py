"""Servers that list names which are no modified UTF-7, and hear exactly those again."""

from __future__ import annotations

import imaplib
from collections.abc import Callable

import pytest

from mail.core.errors import Code, MailError
from mail.core.imap.mailbox import LEFT_OUT
from mail.core.imap.special_use import SpecialUse
from mail.core.imap.written_name import readable
from mail.transport import imap_change
from mail.transport.imap_connection import mailbox_argument
from mail.transport.imap_list import MAILBOXES_LIMIT, NAME_LIMIT
from tests.servers.scripted import ScriptedServer
from tests.transport.talk import heard, session_with

ODD = [
    b"R&D", "Bücher".encode(), b"B\xfccher", b"&AOQ-&APY-", b"a\x07b", b'say "&"', b"back\\&slash",
]  # fmt: skip


def listing(
    *lines: bytes, capabilities: bytes = b"IMAP4rev1 MOVE UIDPLUS"
) -> Callable[[str], bytes | None]:
    said = b"".join(b"* LIST %s\r\n" % line for line in lines) + b"TAG OK done\r\n"
    opened = b"* 3 EXISTS\r\n* OK [UIDVALIDITY 1]\r\n* OK [UIDNEXT 4]\r\nTAG OK [READ-WRITE] x\r\n"

    def answer(command: str) -> bytes | None:
        if command.startswith("CAPABILITY"):
            return b"* CAPABILITY %s\r\nTAG OK done\r\n" % capabilities
        if command.startswith("SELECT"):
            return opened
        if command.startswith("APPEND"):
            return b"TAG NO full\r\n"
        return said if command.startswith("LIST") else None

    return answer


def as_literal(octets: bytes) -> bytes:
    return b'() "/" {%d}\r\n%s' % (len(octets), octets)


def quoted(octets: bytes) -> bytes:
    return b'"' + octets.replace(b"\\", b"\\\\").replace(b'"', b'\\"') + b'"'


def commands(server: ScriptedServer) -> list[bytes]:
    """What was said, without the tags."""
    return [line.partition(b" ")[2].rstrip(b"\r\n") for line in heard(server).split(b"\r\n")]


@pytest.mark.parametrize("octets", ODD, ids=ascii)
def test_every_command_names_the_mailbox_by_the_octets_of_the_list(octets: bytes) -> None:
    with session_with(listing(as_literal(octets))) as (session, server):
        (mailbox,) = session.list_mailboxes()
        assert mailbox.selectable
        session.select(mailbox.name)
        session.move([2], mailbox.name)
        with pytest.raises(MailError):
            session.append(mailbox.name, b"Subject: x\r\n\r\n")
        imap_change.status(session.connection, mailbox.name)
        imap_change.rename(session.connection, mailbox.name, f"{mailbox.name}/Ærø")
        imap_change.delete(session.connection, mailbox.name)
    said, name = commands(server), quoted(octets)
    assert b"EXAMINE " + name in said
    assert b"UID MOVE 2 " + name in said
    assert any(line.startswith(b"APPEND " + name) for line in said)
    assert b"STATUS " + name + b" (MESSAGES UIDNEXT)" in said
    assert b"RENAME " + name + b" " + name[:-1] + b'/&AMY-r&APg-"' in said
    assert b"DELETE " + name in said


def test_each_of_two_names_that_look_alike_is_opened_by_its_own() -> None:
    names = [b"R&-D", b"R&D", "Bücher".encode(), b"B\xfccher", b"B&APw-cher"]
    with session_with(listing(*map(as_literal, names))) as (session, server):
        listed = [mailbox.name for mailbox in session.list_mailboxes()]
        for name in listed:
            session.select(name)
    assert len(set(listed)) == len(names)
    assert [readable(name) for name in listed] == ["R&D", "R&D", "Bücher", "Bücher", "Bücher"]
    opened = [said for said in commands(server) if said.startswith(b"EXAMINE")][1:]
    assert opened == [b"EXAMINE " + quoted(name) for name in names]


def test_a_purpose_is_known_by_its_name_however_that_is_written() -> None:
    with session_with(listing(as_literal("Entwürfe".encode()))) as (session, _):
        assert session.list_mailboxes()[0].special_use is SpecialUse.DRAFTS


def test_counts_and_ids_of_an_odd_name_are_its_own() -> None:
    status = b'* STATUS "R&D" (MESSAGES 2 UIDNEXT 3 UIDVALIDITY 4 HIGHESTMODSEQ 5 MAILBOXID (a))'
    lines = b'* LIST () "/" "R&D"\r\n' + status + b"\r\nTAG OK done\r\n"
    offers = b"IMAP4rev1 LIST-EXTENDED LIST-STATUS CONDSTORE"
    known = listing(capabilities=offers)
    with session_with(lambda command: lines if command.startswith("LIST") else known(command)) as (
        session,
        _,
    ):
        (mailbox,) = session.list_mailboxes()
    assert mailbox.mailbox_id == "a"
    assert mailbox.status is not None
    assert mailbox.status.exists == 2


@pytest.mark.parametrize("name", ["2024", "02024", "000"])
def test_a_name_of_digits_keeps_all_of_them(name: str) -> None:
    bare = b"() NIL " + name.encode()
    with session_with(listing(bare)) as (session, _):
        assert session.list_mailboxes()[0].name == name


def test_what_no_command_can_name_is_counted() -> None:
    unusable = [b"a\0b", b"a\rb", b"a\nX DELETE INBOX", b"x" * (NAME_LIMIT + 1)]
    broken = [b'() "/" NIL', b"() (", b'() "/"']
    lines = [b'() "/" INBOX', *map(as_literal, unusable), *broken]
    with session_with(listing(*lines)) as (session, server):
        listed = session.list_mailboxes()
    assert [mailbox.name for mailbox in listed if mailbox.can_be_held] == ["INBOX"]
    assert listed.count(LEFT_OUT) == len(unusable) + len(broken)
    assert b"DELETE" not in heard(server)


def test_too_many_mailboxes_are_cut_and_counted_and_keep_the_inbox() -> None:
    lines = [b'() "/" "%d"' % number for number in range(2 * MAILBOXES_LIMIT)]
    with session_with(listing(*lines, b'() "/" INBOX')) as (session, _):
        listed = session.list_mailboxes()
    assert listed[0].name == "INBOX"
    assert sum(mailbox.can_be_held for mailbox in listed) == MAILBOXES_LIMIT
    assert listed.count(LEFT_OUT) == MAILBOXES_LIMIT + 1


@pytest.mark.parametrize("mark", [b'"\\\\"', b'"\0"', b'"\xff"', b"NIL"], ids=ascii)
def test_a_delimiter_is_a_printable_character_or_none(mark: bytes) -> None:
    with session_with(listing(b"() " + mark + b" A")) as (session, _):
        assert session.list_mailboxes()[0].delimiter == ("\\" if b"\\" in mark else "")


@pytest.mark.parametrize("name", ["a\r\nX DELETE INBOX", "a\0", "\uf700\uf70d\uf70a", "\ud800"])
def test_no_name_ends_a_command(name: str) -> None:
    argument = mailbox_argument(name)
    assert argument.startswith(b'"')
    assert not set(argument) & set(b"\0\r\n")
    assert b'"' not in argument[1:-1]


def test_a_library_that_sends_no_control_characters_closes_one_mailbox_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real = imaplib.IMAP4._command  # type: ignore[attr-defined]

    def strict(self: imaplib.IMAP4, name: str, *arguments: object) -> bytes:
        if any(isinstance(one, bytes) and b"\x07" in one for one in arguments):
            raise ValueError("Control characters not allowed in commands")
        tag: bytes = real(self, name, *arguments)
        return tag

    with session_with(listing(as_literal(b"a\x07b"))) as (session, _):
        monkeypatch.setattr(imaplib.IMAP4, "_command", strict)
        with pytest.raises(MailError) as raised:
            session.select(session.list_mailboxes()[0].name)
        assert raised.value.code is Code.COMMAND_REFUSED
        session.select("INBOX")
