"""The sample mailbox: a stranger's mail client would find nothing odd about it."""

from __future__ import annotations

import imaplib
import re
import smtplib
import socket
import stat
import threading
from base64 import b64decode
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import Message
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest

from crm_inbox.sample.first_day import create_mailbox
from crm_inbox.sample.maildir import create_folder
from crm_inbox.sample.messages import LETTERS, danish, dutch, english, german, norwegian, swedish
from crm_inbox.sample.messages.compose import compose, message_id
from crm_inbox.sample.people import PEOPLE
from crm_inbox.sample.server import SampleServer, SampleServerError
from mail.core.mime.parse import parse

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
Connect = Callable[[], imaplib.IMAP4]
LANGUAGES = [module.LETTERS for module in (danish, dutch, english, german, norwegian, swedish)]
NOTE = b"From: anna@solvind.example\r\nSubject: Note to self\r\n\r\nBuy cake.\r\n"
LONG_SUBJECT = b"Subject: " + b"wind and sun " * 20 + b"\r\n\r\nHello\r\n"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[SampleServer]:
    server = SampleServer(tmp_path / "sample" / "mail", imap_port=0, smtp_port=0)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def imap(server: SampleServer) -> Iterator[Connect]:
    """Opens connections that are signed in and have INBOX selected."""
    clients: list[imaplib.IMAP4] = []

    def connect() -> imaplib.IMAP4:
        client = imaplib.IMAP4(server.host, server.imap_port, timeout=10)
        clients.append(client)
        client.login(server.address, server.password)
        client.select()
        return client

    yield connect
    for client in clients:
        client.shutdown()


def submit(server: SampleServer, *to: str) -> None:
    with smtplib.SMTP(server.host, server.smtp_port, timeout=10) as client:
        client.login(server.address, server.password)
        client.sendmail(server.address, to, NOTE)


def fetched(client: imaplib.IMAP4, items: str, uids: str = "1:*") -> list[tuple[bytes, bytes]]:
    return [part for part in client.uid("FETCH", uids, items)[1] if isinstance(part, tuple)]


def messages(client: imaplib.IMAP4) -> list[Message]:
    return [message_from_bytes(raw) for _, raw in fetched(client, "(BODY.PEEK[])")]


def state(client: imaplib.IMAP4) -> tuple[object, object]:
    return client.response("UIDVALIDITY"), client.uid("FETCH", "1:*", "(UID FLAGS EMAILID)")


def test_the_owner_signs_in_and_finds_their_mailboxes(server: SampleServer, imap: Connect) -> None:
    _, lines = imap().list()
    names = {line.rpartition(b' "/" ')[2].decode() for line in lines if isinstance(line, bytes)}
    assert names == {"INBOX", "Sent", "Drafts", "Trash", "Archive", "Archive/Projects"}


def test_nobody_signs_in_with_another_password(server: SampleServer) -> None:
    with (
        imaplib.IMAP4(server.host, server.imap_port, timeout=10) as client,
        pytest.raises(imaplib.IMAP4.error, match="AUTHENTICATIONFAILED"),
    ):
        client.login(server.address, "guess")
    with (
        smtplib.SMTP(server.host, server.smtp_port, timeout=10) as sender,
        pytest.raises(smtplib.SMTPAuthenticationError),
    ):
        sender.login(server.address, "guess")


def test_nothing_is_submitted_without_signing_in(server: SampleServer) -> None:
    with (
        smtplib.SMTP(server.host, server.smtp_port, timeout=10) as sender,
        pytest.raises(smtplib.SMTPSenderRefused, match="530"),
    ):
        sender.sendmail("eve@outside.example", [server.address], NOTE)


def test_uids_grow_with_the_date_and_the_newest_mail_is_minutes_old(
    server: SampleServer, imap: Connect
) -> None:
    dates = [parsedate_to_datetime(message["Date"]) for message in messages(imap())]
    assert dates == sorted(dates)
    assert timedelta(0) < datetime.now(UTC) - dates[-1] < timedelta(minutes=10)
    assert timedelta(days=30) < dates[-1] - dates[0] < timedelta(days=41)


def test_a_restart_changes_neither_uids_nor_flags_nor_the_password(
    server: SampleServer, imap: Connect
) -> None:
    client, password = imap(), server.password
    client.uid("STORE", "33", "+FLAGS", r"(\Flagged $Forwarded)")
    before = state(client)
    server.stop()
    server.start()
    assert state(imap()) == before
    assert server.password == password


def test_the_password_is_for_its_owner_only(server: SampleServer) -> None:
    mode = (server.directory / "password").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600
    assert stat.S_IMODE(server.directory.stat().st_mode) == 0o700


def test_mail_to_oneself_arrives_while_a_client_is_idle(
    server: SampleServer, imap: Connect
) -> None:
    client = imap()
    client.send(b"A1 IDLE\r\n")
    assert client.readline().startswith(b"+")
    submit(server, server.address)
    assert re.fullmatch(rb"\* \d+ EXISTS\r\n", client.readline())


def test_mail_to_others_stays_on_this_machine(server: SampleServer, imap: Connect) -> None:
    submit(server, server.address, "kari.nordby@havnekraft.example", "hidden@else.example")
    (kept,) = (server.directory / "outside").glob("*.eml")
    assert kept.read_bytes().endswith(NOTE)
    assert b"Delivered-To: kari.nordby@havnekraft.example, hidden@else.example" in kept.read_bytes()
    assert messages(imap())[-1]["Subject"] == "Note to self"


@pytest.mark.parametrize("command", ["COPY", "MOVE"])
def test_a_message_is_moved_and_copied_byte_for_byte(
    server: SampleServer, imap: Connect, command: str
) -> None:
    client = imap()
    client.append("INBOX", r"(\Seen)", "", LONG_SUBJECT)
    (appended,) = fetched(client, "(FLAGS EMAILID BODY.PEEK[])", "*")
    client.uid(command, "34", "Trash")
    client.select("Trash")
    (copied,) = fetched(client, "(FLAGS EMAILID BODY.PEEK[])", "*")
    assert appended[1] == copied[1] == LONG_SUBJECT
    assert email_id(appended) == email_id(copied)


def test_a_message_that_is_moved_there_and_back_is_there_once(
    server: SampleServer, imap: Connect
) -> None:
    client = imap()
    (before,) = client.uid("SEARCH", "ALL")[1]
    client.uid("MOVE", "33", "Trash")
    client.select("Trash")
    client.uid("MOVE", "2", "INBOX")
    (after,) = imap().uid("SEARCH", "ALL")[1]
    assert len(after.split()) == len(before.split())


def test_a_part_is_fetched_alone(server: SampleServer, imap: Connect) -> None:
    (invoice,) = imap().uid("SEARCH", "SUBJECT", "RE-5571")[1]
    ((_, pdf),) = fetched(imap(), "(BODY.PEEK[2]<0.12>)", invoice.decode())
    assert b64decode(pdf) == b"%PDF-1.4\n"


def test_creating_what_exists_is_refused_and_a_dot_is_no_level(
    server: SampleServer, imap: Connect
) -> None:
    client = imap()
    assert client.create("Sent")[0] == "NO"
    assert client.create('"Kunder A.S"')[0] == "OK"
    assert b'(\\HasNoChildren) "/" "Kunder A.S"' in client.list()[1]
    assert client.append('"Kunder A.S"', "", "", NOTE)[0] == "OK"


def test_stopping_leaves_no_thread_and_no_port_with_clients_connected(
    server: SampleServer,
    imap: Connect,
) -> None:
    idle, quiet = imap(), imap()
    idle.send(b"A1 IDLE\r\n")
    idle.readline()
    sender = smtplib.SMTP(server.host, server.smtp_port, timeout=10)
    server.stop()
    assert "sample-mailbox" not in [thread.name for thread in threading.enumerate()]
    for port in (server.imap_port, server.smtp_port):
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection((server.host, port))
    assert quiet.readline().startswith(b"* BYE")
    sender.close()


def test_a_taken_port_is_told_in_a_sentence(server: SampleServer, tmp_path: Path) -> None:
    second = SampleServer(tmp_path / "second", imap_port=server.imap_port, smtp_port=0)
    with pytest.raises(SampleServerError, match=rf"cannot use port {server.imap_port} on 127"):
        second.start()
    second.stop()
    assert not (tmp_path / "second").exists()


def test_a_killed_server_leaves_nothing_that_holds_up_the_next(
    server: SampleServer, imap: Connect
) -> None:
    server.stop()
    (server.directory / "mailbox" / "dovecot-uidlist.lock").touch()
    server.start()
    assert imap().state == "SELECTED"


def test_seeding_that_was_interrupted_starts_afresh(tmp_path: Path) -> None:
    half = tmp_path / ".first-day-1234"
    create_folder(half)
    create_mailbox(tmp_path / "mailbox", NOW)
    create_mailbox(tmp_path / "mailbox", NOW + timedelta(days=1))
    assert [found.name for found in tmp_path.iterdir()] == ["mailbox"]


def test_every_letter_is_read_without_a_defect() -> None:
    ids = {letter.key: message_id(letter, NOW) for letter in LETTERS}
    for letter in LETTERS:
        read = parse(compose(letter, NOW, ids))
        assert (read.headers.subject, read.defects) == (letter.subject, ()), letter.key


def test_letters_come_in_six_languages_from_people_with_and_without_a_card() -> None:
    assert all(len(language) >= 6 for language in LANGUAGES)
    senders = {letter.sender for letter in LETTERS}
    assert senders > set(PEOPLE)
    assert all(person.address.endswith(".example") for person in senders)


def email_id(answer: tuple[bytes, bytes]) -> bytes:
    found = re.search(rb"EMAILID \((M\w+)\)", answer[0])
    assert found
    return found[1]
