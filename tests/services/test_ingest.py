"""What a server sends becomes rows; what cannot be understood becomes a placeholder."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

import pytest
from django.db import DataError, OperationalError
from django.utils import timezone

from mail.core.imap.flags import Flags
from mail.core.mime.structure import WHOLE
from mail.core.reading.work import read
from mail.models import Mailbox, Message, PendingAction
from mail.models.lane import LaneName
from mail.models.message import MessageState
from mail.models.pending_action import ActionKind, ActionState
from mail.services import actions, texts
from mail.services import ingest as ingesting
from mail.services.ingest import ingest_headers
from mail.services.leases import Lease
from mail.services.new_rows import NewText
from mail.services.texts import Parts, Unread, failed, keep_texts, kept_text, piece_of, unread
from mail.services.writing import Rows
from mail.transport.imap_session import FetchedHeader
from tests.mailboxes import NOON

TEXT = (b"TEXT", b"PLAIN", (b"CHARSET", b"UTF-8"), None, None, b"7BIT", 5, 1)
EMPTY = ([(b"TEXT", b"PLAIN", (), None, None, b"7BIT", 0, 0)], b"MIXED")


def record(uid: int, header: bytes = b"Subject: Offer\r\n\r\n", **fields: Any) -> FetchedHeader:
    return FetchedHeader(
        **{
            "uid": uid,
            "flags": Flags(),
            "internaldate": NOON,
            "size_bytes": 100,
            "header": header,
            "bodystructure": TEXT,
            **fields,
        }
    )


def ingest(inbox: Mailbox, *records: FetchedHeader) -> dict[int, Message]:
    lease = Lease.take(inbox.account_id, LaneName.SYNC)
    assert lease is not None
    ingest_headers(inbox, inbox.uidvalidity, records, lease)
    lease.release(due_at=None)
    return {message.uid: message for message in Message.objects.all()}


def bring(messages: list[Message], brought: dict[int, Parts]) -> None:
    """What the second pass does with what it fetched."""
    pks = [message.pk for message in messages]
    keep_texts([_text(message, brought.get(message.uid)) for message in unread(pks)])


def _text(message: Unread, parts: Parts | None) -> NewText:
    return failed(message) if parts is None else kept_text(message, read(piece_of(message, parts)))


@pytest.mark.parametrize("nonsense", [None, 7, (), b"TEXT", (None, None, None), EMPTY])
def test_a_message_that_its_server_cannot_describe_is_cut_up_here(
    inbox: Mailbox, nonsense: object
) -> None:
    message = ingest(inbox, record(1, bodystructure=nonsense))[1]
    assert message.body.structure["text"] == [WHOLE]
    raw = (
        b"Subject: Offer\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n"
        b"--x\r\n\r\nTwelve ropes.\r\n--x\r\nContent-Type: application/pdf\r\n"
        b"Content-Disposition: attachment; filename=ropes.pdf\r\n\r\n%PDF\r\n--x--\r\n"
    )
    bring([message], {message.uid: {WHOLE: raw}})
    message.refresh_from_db()
    assert (message.state, message.snippet) == (MessageState.COMPLETE, "Twelve ropes.")
    assert message.has_attachments


def test_a_message_of_which_nothing_can_be_read_keeps_its_place_and_the_rest_flows(
    inbox: Mailbox,
) -> None:
    rows = ingest(inbox, record(1), record(2, b"", bodystructure=None), record(3))
    assert [rows[uid].state for uid in (1, 2, 3)] == ["listed", "unreadable", "listed"]
    assert rows[2].date == NOON


@pytest.mark.parametrize(
    "header",
    [
        b"\r\n",
        b"\x00\xff" * 500,
        b"From: " + b"<" * 5_000 + b"\r\n\r\n",
        b"Subject: \xed\xa0\x80\r\n",
        b"Subject: =?utf-8?b?AEEA?=\r\nFrom: =?utf-8?q?K=00ari?= <k\0@x.example>\r\n\r\n",
        b"Subject: =?utf-16-le?b?ANhBAA==?= =?utf-7?q?+2AA-?=\r\n\r\n",
        b"Message-ID: <a\0b@x>\r\nReferences: <c\0d@x> <\xed\xa0\x80@x>\r\n\r\n",
        b"Date: Fri, 31 Dec 9999 23:59:59 -2359\r\n\r\n",
        b"Date: Mon, 1 Jan 0001 00:00:00 +2359\r\n\r\n",
    ],
    ids=[
        "bare",
        "binary",
        "brackets",
        "surrogate",
        "encoded NUL",
        "encoded surrogates",
        "NUL in ids",
        "end of time",
        "begin of time",
    ],
)
def test_a_hostile_header_is_a_row_like_any_other(inbox: Mailbox, header: bytes) -> None:
    assert set(ingest(inbox, record(1, header), record(2))) == {1, 2}


@pytest.mark.parametrize(
    "part",
    [
        b"Content-Type: text/plain; charset=utf-8\r\n\r\na\0b \xed\xa0\x80",
        b"Content-Type: text/html; charset=utf-16-le\r\n\r\n\x00\xd8\x41\x00",
        b"Content-Type: text/plain; charset=utf-7\r\n\r\n+2AA-",
        b'Content-Type: text/plain; charset="\0"\r\n\r\nHello',
        b"Content-Type: application/pdf; name*=utf-8''a%00b%ED%A0%80.pdf\r\n\r\nx",
        b'Content-Type: application/pdf; name="a\0b.pdf"\r\nContent-ID: <a\0b>\r\n\r\nx',
    ],
    ids=["NUL", "utf-16", "utf-7", "charset", "encoded name", "name"],
)
def test_a_hostile_part_is_stored_in_either_store(inbox: Mailbox, part: bytes) -> None:
    raw = (
        b"Subject: Offer\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n"
        + part
        + b"\r\n--x--\r\n"
    )
    message = ingest(inbox, record(1, bodystructure=None))[1]
    bring([message], {message.uid: {WHOLE: raw}})
    message.refresh_from_db()
    assert message.state == MessageState.COMPLETE


def test_the_same_records_twice_make_the_same_rows(inbox: Mailbox) -> None:
    before = ingest(inbox, record(1), record(2))
    after = ingest(inbox, record(1), record(2))
    assert {m.pk for m in before.values()} == {m.pk for m in after.values()}


def test_after_a_change_of_uidvalidity_the_rows_are_found_again(inbox: Mailbox) -> None:
    before = ingest(inbox, record(1, b"Subject: One\r\n\r\n"), record(2, b"Subject: Two\r\n\r\n"))
    lease = Lease.take(inbox.account_id, LaneName.SYNC)
    assert lease is not None
    ingest_headers(inbox, 2, [record(9, b"Subject: Two\r\n\r\n")], lease)
    assert Message.objects.get(uid=9, uidvalidity=2).pk == before[2].pk


def test_a_date_ahead_of_its_arrival_does_not_stand_on_top_for_ever(inbox: Mailbox) -> None:
    ahead = b"Date: Fri, 1 Jan 2100 00:00:00 +0000\r\nSubject: Me first\r\n\r\n"
    arrived = NOON - timedelta(days=3)
    rows = ingest(inbox, record(1, ahead, internaldate=arrived))
    assert rows[1].date == arrived


def test_a_text_that_the_store_refuses_costs_only_its_own_message(
    inbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = ingest(inbox, record(1), record(2))
    lone = b"Content-Type: text/plain\r\n\r\n"
    refused = []

    def write(given: list[NewText]) -> None:
        if any("bad" in text.text for text in given):
            refused.append(len(given))
            raise DataError
        real(given)

    real = texts.write_texts
    monkeypatch.setattr(texts, "write_texts", write)
    batch = [rows[1], rows[2]]
    bring(batch, {1: {WHOLE: lone + b"good"}, 2: {WHOLE: lone + b"bad"}})
    states = {m.uid: m.state for m in Message.objects.all()}
    assert states == {1: MessageState.COMPLETE, 2: MessageState.UNREADABLE}
    assert refused == [2, 1]


def test_a_message_id_of_any_length_fits_into_the_index_of_either_store(inbox: Mailbox) -> None:
    wild = "".join(random.Random(1).choices([chr(n) for n in range(0x20000, 0x2A6D0)], k=700))
    rows = ingest(inbox, record(1, f"Message-ID: <{wild}@x>\r\n\r\n".encode()), record(2))
    assert [rows[uid].state for uid in (1, 2)] == ["listed", "listed"]
    assert wild.startswith(rows[1].message_id[:200])
    assert len(rows[1].message_id.encode()) <= 998


def plant(monkeypatch: pytest.MonkeyPatch, problem: Exception) -> None:
    """The store refuses every row whose subject is *Bad*."""
    real = ingesting._create

    def create(rows: list[Rows]) -> None:
        if any(message.subject == "Bad" for message, _body in rows):
            raise problem
        real(rows)

    monkeypatch.setattr(ingesting, "_create", create)


@pytest.mark.parametrize("problem", [DataError(), ValueError()], ids=["store", "driver"])
def test_a_row_that_the_store_refuses_costs_only_itself(
    inbox: Mailbox, monkeypatch: pytest.MonkeyPatch, problem: Exception
) -> None:
    plant(monkeypatch, problem)
    bad = record(2, b"Subject: Bad\r\n\r\n", flags=Flags(seen=True))
    rows = ingest(inbox, record(1), bad, record(3))
    assert [rows[uid].state for uid in (1, 2, 3)] == ["listed", "unreadable", "listed"]
    assert (rows[2].seen, rows[2].date, rows[2].subject) == (True, NOON, "")
    assert rows[2].body.defects == ["unreadable"]
    inbox.refresh_from_db()
    assert (inbox.stored_count, inbox.unseen_count) == (3, 2)


def test_a_busy_database_makes_no_placeholders(
    inbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(monkeypatch, OperationalError())
    with pytest.raises(OperationalError):
        ingest(inbox, record(1), record(2, b"Subject: Bad\r\n\r\n"))
    assert not Message.objects.exists()


def test_a_store_that_is_busy_costs_no_text(
    inbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = ingest(inbox, record(1))[1]
    answers = iter([OperationalError, OperationalError])

    def busy_twice(given: list[NewText]) -> None:
        if refusal := next(answers, None):
            raise refusal
        real(given)

    real = texts.write_texts
    monkeypatch.setattr(texts, "write_texts", busy_twice)
    with pytest.raises(OperationalError):
        bring([message], {1: {WHOLE: b"Content-Type: text/plain\r\n\r\nHello"}})
    message.refresh_from_db()
    assert message.state == MessageState.LISTED


def out_of_sight(*messages: Message) -> None:
    rows = Message.rows.filter(pk__in=[message.pk for message in messages])
    rows.update(gone_at=timezone.now())


def test_what_comes_back_has_the_flags_of_now(inbox: Mailbox) -> None:
    before = ingest(inbox, *(record(uid, b"Subject: %d\r\n\r\n" % uid) for uid in (1, 2, 3)))
    out_of_sight(*before.values())
    read = Flags(seen=True, keywords=("$Work",))
    both = {1: read, 2: Flags(deleted=True), 3: Flags()}
    back = ingest(inbox, *(record(uid, flags=flags) for uid, flags in both.items()))
    assert [back[uid].pk for uid in (1, 2, 3)] == [before[uid].pk for uid in (1, 2, 3)]
    assert (back[1].seen, back[1].keywords) == (True, "$Work")
    assert (back[2].seen, back[2].deleted, back[3].seen) == (False, True, False)
    inbox.refresh_from_db()
    assert (inbox.stored_count, inbox.unseen_count) == (3, 1)


def test_what_has_its_place_before_the_server_lists_it_has_the_flags_of_now(
    inbox: Mailbox,
) -> None:
    """Moved here by its person and then read elsewhere: no later look asks for it again."""
    message = ingest(inbox, record(1))[1]
    actions.change(message, ActionKind.FLAG)
    again = ingest(inbox, record(1, flags=Flags(seen=True, keywords=("$Junk",))))[1]
    assert again.pk == message.pk
    assert (again.seen, again.flagged, again.keywords) == (True, True, "$Junk")
    inbox.refresh_from_db()
    assert (inbox.stored_count, inbox.unseen_count) == (1, 0)


def test_a_flag_that_the_server_has_yet_to_learn_comes_back_as_the_person_left_it(
    inbox: Mailbox,
) -> None:
    message = ingest(inbox, record(1))[1]
    actions.change(message, ActionKind.FLAG)
    out_of_sight(message)
    back = ingest(inbox, record(1, flags=Flags(seen=True)))[1]
    assert (back.seen, back.flagged) == (True, True)


def test_what_was_erased_here_does_not_come_back_with_a_listing(inbox: Mailbox) -> None:
    message = ingest(inbox, record(1))[1]
    actions.change(message, ActionKind.ERASE)
    assert ingest(inbox, record(1)) == {}
    PendingAction.objects.update(state=ActionState.REFUSED)
    assert ingest(inbox, record(1))[1].pk == message.pk
