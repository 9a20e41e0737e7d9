"""The IMAP session against a real Dovecot."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime

import pytest

from mail.core.endpoint import Endpoint, Login, Security, Service
from mail.core.errors import Code, MailError
from mail.core.imap.special_use import SpecialUse
from mail.core.mime.structure import from_bodystructure
from mail.transport.imap_selection import AnotherMailbox
from mail.transport.imap_session import ImapSession, check_imap, open_session
from mail.transport.secret import Secret
from tests.servers.world import MailWorld, User

HELLO = (
    b"From: ola@fjord.example\r\nTo: kari@fjord.example\r\nSubject: Hello\r\n"
    b"Message-ID: <one@fjord.example>\r\nMIME-Version: 1.0\r\n"
    b'Content-Type: multipart/mixed; boundary="x"\r\n\r\n'
    b"--x\r\nContent-Type: text/plain\r\n\r\nGood morning\r\n"
    b'--x\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename="o.pdf"'
    b"\r\n\r\n%PDF\r\n--x--\r\n"
)


def login(world: MailWorld, user: User, security: Security = Security.TLS) -> Login:
    ports = {Security.TLS: world.dovecot.imaps_port, Security.STARTTLS: world.dovecot.imap_port}
    endpoint = Endpoint(Service.IMAP, world.host, ports[security], security)
    return Login(endpoint, user.address)


def session_of(world: MailWorld, user: User) -> AbstractContextManager[ImapSession]:
    return open_session(login(world, user), Secret(user.password), world.policy(), timeout_s=10)


@pytest.fixture
def session(world: MailWorld, kari: User) -> Iterator[ImapSession]:
    """Kari's, with one message in INBOX."""
    world.dovecot.deliver(kari.address, HELLO)
    with session_of(world, kari) as opened:
        yield opened


@pytest.mark.parametrize("security", [Security.TLS, Security.STARTTLS])
def test_the_right_password_passes_the_check(
    world: MailWorld, kari: User, security: Security
) -> None:
    check_imap(login(world, kari, security), Secret(kari.password), world.policy())


def test_a_wrong_password_is_said_to_be_wrong(world: MailWorld, kari: User) -> None:
    with pytest.raises(MailError) as raised:
        check_imap(login(world, kari), Secret("wrong"), world.policy())
    assert raised.value.code is Code.AUTH_FAILED


def test_a_password_beyond_ascii_signs_in(world: MailWorld) -> None:
    user = User(f"liv@{world.domain}", 'blå"bær\\')
    world.dovecot.add_user(*user)
    check_imap(login(world, user), Secret(user.password), world.policy())


def test_mailboxes_are_listed_with_their_use(session: ImapSession) -> None:
    uses = {mailbox.name: mailbox.special_use for mailbox in session.list_mailboxes()}
    assert uses == {
        "INBOX": SpecialUse.INBOX,
        "Sent": SpecialUse.SENT,
        "Drafts": SpecialUse.DRAFTS,
        "Trash": SpecialUse.TRASH,
        "Junk": SpecialUse.JUNK,
    }


def test_a_mailbox_beyond_ascii_is_opened_by_its_name(world: MailWorld, kari: User) -> None:
    world.dovecot.deliver(kari.address, HELLO, 'Kunder/Ærø & "Søn"')
    with session_of(world, kari) as session:
        names = [mailbox.name for mailbox in session.list_mailboxes() if mailbox.selectable]
        assert 'Kunder/Ærø & "Søn"' in names
        assert session.select('Kunder/Ærø & "Søn"').exists == 1


def test_a_mailbox_that_is_not_there_is_missing(session: ImapSession) -> None:
    with pytest.raises(MailError) as raised:
        session.select("Nowhere")
    assert raised.value.code is Code.MAILBOX_MISSING


def test_selecting_tells_where_the_mailbox_stands(session: ImapSession) -> None:
    selected = session.select("INBOX")
    assert (selected.exists, selected.uidnext) == (1, 2)
    assert selected.uidvalidity > 0
    assert selected.highestmodseq


def test_a_header_comes_with_structure_date_and_size(session: ImapSession) -> None:
    session.select("INBOX")
    (header,) = session.fetch_headers(session.uids())
    parts = from_bodystructure(header.bodystructure).parts
    assert header.header == HELLO[: HELLO.index(b"--x\r\n")]
    assert header.size_bytes == len(HELLO)
    assert abs((datetime.now(UTC) - header.internaldate).total_seconds()) < 3600
    assert [part.content_type for part in parts] == ["text/plain", "application/pdf"]


def test_reading_leaves_a_message_unseen(session: ImapSession) -> None:
    session.select("INBOX", readonly=False)
    list(session.fetch_headers([1]))
    session.fetch_whole(1, 10_000)
    assert not session.fetch_flags()[1].seen


def test_parts_and_the_whole_come_as_they_were_sent(session: ImapSession) -> None:
    session.select("INBOX")
    assert session.fetch_parts(1, ("1", "2")) == {"1": b"Good morning", "2": b"%PDF"}
    assert session.fetch_whole(1, len(HELLO)) == HELLO


def test_a_message_over_the_limit_is_not_fetched(session: ImapSession) -> None:
    session.select("INBOX")
    with pytest.raises(MailError) as raised:
        session.fetch_whole(1, len(HELLO) - 1)
    assert raised.value.code is Code.TOO_MUCH


def test_a_part_longer_than_one_chunk_comes_whole(world: MailWorld, kari: User) -> None:
    body = b"".join(b"%07d\r\n" % number for number in range(300_000))
    world.dovecot.deliver(kari.address, b"Subject: Long\r\n\r\n" + body)
    with session_of(world, kari) as session:
        session.select("INBOX")
        many = dict(session.fetch_parts_of_many({1: ("1",)}, limit_bytes=2_000_000))
        assert many[1]["1"] == body[:2_000_000]
        assert session.fetch_parts(1, ("1",), limit_bytes=9_000_000)["1"] == body


def test_messages_with_equal_parts_share_a_fetch(world: MailWorld, kari: User) -> None:
    world.dovecot.record(kari.address)
    world.dovecot.deliver_many(kari.address, [HELLO] * 3)
    with session_of(world, kari) as session:
        session.select("INBOX")
        found = dict(session.fetch_parts_of_many({1: ("1",), 2: ("1",), 3: ("1",), 9: ("1",)}))
    assert found == {uid: {"1": b"Good morning"} for uid in (1, 2, 3)}
    assert world.dovecot.commands(kari.address).count("FETCH") == 1


def test_three_hundred_headers_come_in_the_order_asked(world: MailWorld, kari: User) -> None:
    world.dovecot.deliver_many(
        kari.address, (b"Subject: %d\r\n\r\nx\r\n" % number for number in range(1, 301))
    )
    with session_of(world, kari) as session:
        session.select("INBOX")
        uids = list(reversed(session.uids()))
        subjects = [record.header.split()[1] for record in session.fetch_headers(uids)]
    assert subjects == [b"%d" % uid for uid in uids]


def test_flags_are_stored_and_removed(session: ImapSession) -> None:
    session.select("INBOX", readonly=False)
    session.store_flags([1], add=("\\Seen", "$Forwarded"))
    assert session.fetch_flags()[1].keywords == ("$forwarded",)
    session.store_flags([1], remove=("\\Seen",))
    assert not session.fetch_flags()[1].seen


def test_what_is_not_a_flag_is_not_stored(session: ImapSession) -> None:
    session.select("INBOX", readonly=False)
    with pytest.raises(ValueError, match="not flags"):
        session.store_flags([1], add=("\\Seen) \\Deleted",))


def test_an_appended_message_is_found_by_its_message_id(session: ImapSession) -> None:
    raw = b"Message-ID: <sent@fjord.example>\r\n\r\nHello\r\n"
    date = datetime(2026, 11, 1, 12, 30, tzinfo=UTC)
    uid = session.append("Sent", raw, internaldate=date)
    session.select("Sent")
    assert session.find_message_id("sent@fjord.example") == [uid]
    (header,) = session.fetch_headers([uid or 0])
    assert (header.flags.seen, header.internaldate) == (True, date)


def test_a_message_moves_and_takes_nothing_with_it(session: ImapSession) -> None:
    session.append("INBOX", HELLO, flags=("\\Deleted",))
    session.select("INBOX", readonly=False)
    session.move([1], "Trash")
    assert session.uids() == [2]
    assert session.select("Trash").exists == 1


def test_uids_begin_where_they_are_asked_to(session: ImapSession) -> None:
    session.append("INBOX", HELLO)
    session.select("INBOX")
    assert (session.uids(), session.uids(2), session.uids(3)) == ([1, 2], [2], [])


def test_a_session_tells_the_server_who_it_is(world: MailWorld, kari: User) -> None:
    world.dovecot.record(kari.address)
    with session_of(world, kari):
        pass
    assert 'ID ("name" "CRM Inbox")' in world.dovecot.commands(kari.address)


@pytest.mark.parametrize("what", ["headers", "parts"])
def test_what_is_fetched_in_one_mailbox_is_not_read_on_in_another(
    world: MailWorld, kari: User, session: ImapSession, what: str
) -> None:
    world.dovecot.deliver_many(kari.address, [HELLO] * 120)
    world.dovecot.deliver_many(kari.address, [HELLO] * 120, "Other")
    session.select("INBOX")
    uids = session.uids()
    units: Iterator[list[object]] = (
        session.header_batches(uids)  # type: ignore[assignment]
        if what == "headers"
        else session.part_batches(dict.fromkeys(uids, ("1",)))
    )
    assert next(units)
    session.select("INBOX")  # the same is no other
    assert next(units)
    session.select("Other")
    with pytest.raises(AnotherMailbox):
        next(units)
    assert len(list(session.fetch_headers(session.uids()))) == 120
    with pytest.raises(MailError):
        session.select("Nowhere")
    assert session.selection is None
