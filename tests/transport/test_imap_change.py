"""Commands that change something, and servers that answer oddly."""

from __future__ import annotations

import pytest

from mail.core.errors import Code, MailError
from mail.core.imap.special_use import SpecialUse
from mail.transport import imap_change
from mail.transport.imap_subscribe import subscribe_if_possible
from tests.transport.talk import session_with


def heard(server: object) -> bytes:
    return b"".join(server.received)  # type: ignore[attr-defined]


def replying(command: str, reply: bytes, capabilities: str = "IMAP4rev1"):  # type: ignore[no-untyped-def]
    def answer(said: str) -> bytes | None:
        if said.startswith("CAPABILITY"):
            return f"* CAPABILITY {capabilities}\r\nTAG OK done\r\n".encode()
        return reply if said.startswith(command) else None

    return answer


def test_a_move_tells_the_new_uids_before_its_answer() -> None:
    reply = b"* OK [COPYUID 7 2:3 12:13] Moved\r\n* 1 EXPUNGE\r\nTAG OK done\r\n"
    with session_with(replying("UID MOVE", reply, "IMAP4rev1 MOVE UIDPLUS")) as (session, _):
        assert imap_change.move(session.connection, [2, 3], "Trash").uids == {2: 12, 3: 13}


def test_a_copy_tells_them_in_its_answer() -> None:
    reply = b"TAG OK [COPYUID 7 2:3 12:13] Copied\r\n"
    with session_with(replying("UID COPY", reply)) as (session, _):
        assert imap_change.copy(session.connection, [2, 3], "Trash").uids == {2: 12, 3: 13}


def test_without_uidplus_nobody_elses_mail_is_expunged() -> None:
    with session_with(lambda command: None) as (session, server):
        assert imap_change.expunge(session.connection, [2]) is False
    assert b"EXPUNGE" not in heard(server)


def test_a_server_that_leaves_in_the_middle_has_not_refused() -> None:
    leaving = replying("UID MOVE", b"* BYE shutting down\r\n")
    with session_with(leaving, timeout_s=0.5) as (session, _):
        with pytest.raises(MailError) as raised:
            imap_change.move(session.connection, [2], "Trash")
    assert raised.value.retry


def test_a_name_cannot_bring_a_command_with_it() -> None:
    with session_with(lambda command: None) as (session, server):
        imap_change.create(session.connection, 'a"\r\nX DELETE INBOX')
    assert b"\r\nX DELETE" not in heard(server)


def test_a_folder_with_a_purpose_says_so_where_that_is_understood() -> None:
    offered = "IMAP4rev1 SPECIAL-USE CREATE-SPECIAL-USE"
    for capabilities, is_said in ((offered, True), ("IMAP4rev1", False)):
        with session_with(replying("-", b"", capabilities)) as (session, server):
            imap_change.create(session.connection, "Archive", SpecialUse.ARCHIVE)
        assert (b"(USE (\\Archive))" in heard(server)) == is_said


def test_a_folder_is_subscribed_to_where_others_are() -> None:
    for told, is_told in ((b'* LSUB () "/" Sent\r\n', True), (b'* LSUB () "/" INBOX\r\n', False)):
        with session_with(replying("LSUB", told + b"TAG OK done\r\n")) as (session, server):
            imap_change.create(session.connection, "Projects")
        assert (b'SUBSCRIBE "Projects"' in heard(server)) == is_told


def test_a_server_without_subscriptions_makes_folders_all_the_same() -> None:
    for command in ("LSUB", "SUBSCRIBE"):
        with session_with(replying(command, b"TAG NO what is that\r\n")) as (session, _):
            imap_change.create(session.connection, "Projects")
            subscribe_if_possible(session.connection, "Projects", wanted=True)


def test_the_state_of_a_folder_is_read_with_and_without_its_numbers() -> None:
    told = b"* STATUS Trash (UIDNEXT 44 MESSAGES 3)\r\nTAG OK done\r\n"
    for reply, numbers in ((told, (3, 44)), (b"TAG OK done\r\n", (0, 0))):
        with session_with(replying("STATUS", reply)) as (session, _):
            assert imap_change.status(session.connection, "Trash") == numbers


def test_a_missing_right_does_not_stop_the_account() -> None:
    reply = b"TAG NO [NOPERM] Permission denied\r\n"
    with session_with(replying("UID STORE", reply)) as (session, _):
        with pytest.raises(MailError) as raised:
            session.store_flags([1], add=("\\Seen",))
    assert raised.value.code is Code.NO_RIGHTS
