"""How a synchronisation cuts its work, counts what came, and copies what is here already."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection

from accounts import connect
from accounts.models import EmailAccount
from crm_inbox.models import User
from mail.core.errors import Code, MailError
from mail.core.imap.flags import Flags
from mail.core.reading.work import Answer, Piece
from mail.models import Mailbox, Message
from mail.models.lane import LaneName
from mail.models.message import MessageState
from mail.services.leases import Lease
from mail.services.sync import bodies, sync_account
from mail.services.sync.batches import UNIT_BYTES, fill
from mail.services.sync.run import Run
from mail.transport.imap_session import FetchedHeader
from mail.transport.reading import reader
from tests.mailboxes import NOON, account_of, mailbox_of, message_in
from tests.played import PlayedImap, play_imap, record

LINES = [b"Subject: Offer %d\r\n\r\n" % number for number in range(400)]


def many(count: int, **fields: Any) -> list[FetchedHeader]:
    return [record(uid, LINES[uid], **fields) for uid in range(1, count + 1)]


def states(account: EmailAccount) -> dict[int, str]:
    return dict(Message.objects.filter(account=account).values_list("uid", "state"))


def test_the_list_comes_a_screen_at_a_time_the_newest_first(
    account: EmailAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    play_imap(monkeypatch, *many(330))
    listed: list[int] = []

    sync_account(account, progress=lambda report: listed.append(report.fetched))

    assert sorted(set(listed)) == [50, 100, 150, 200, 250, 300, 330]


def test_a_server_that_hangs_up_costs_nothing_of_what_it_sent_before(
    account: EmailAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    play_imap(monkeypatch, *many(200))

    def hangs_up(
        _played: PlayedImap, wanted: Mapping[int, Sequence[str]], limit_bytes: int
    ) -> Iterator[tuple[int, dict[str, bytes]]]:
        for number, (uid, sections) in enumerate(wanted.items()):
            if number == 130:
                raise MailError(Code.DROPPED)
            yield uid, dict.fromkeys(sections, b"Hello")

    monkeypatch.setattr(PlayedImap, "fetch_parts_of_many", hangs_up)
    sync_account(account)

    complete = {uid for uid, state in states(account).items() if state == MessageState.COMPLETE}
    assert complete == set(range(71, 201))
    suspects = Message.objects.filter(failures__gt=0).values_list("uid", flat=True)
    assert set(suspects) == set(range(71 - bodies.SUSPECTS, 71))


def test_a_unit_ends_at_some_megabytes_however_few_messages_they_are() -> None:
    arriving = iter([UNIT_BYTES // 2, UNIT_BYTES // 2, 1, 1])
    first: list[int] = []
    second: list[int] = []

    fill(first, arriving, lambda size: size)
    fill(second, arriving, lambda size: size)

    assert (len(first), second) == (2, [1, 1])


def test_nothing_is_read_while_others_wait_for_the_lane(
    account: EmailAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    play_imap(monkeypatch, *many(3))
    depths: list[int] = []

    def read(piece: Piece) -> Answer:
        depths.append(len(connection.savepoint_ids) if connection.in_atomic_block else 0)
        return real(piece)

    real = reader.read
    monkeypatch.setattr(reader, "read", read)
    # A test has a transaction of its own around everything.
    outside = len(connection.savepoint_ids)
    sync_account(account)

    assert depths == [outside] * 6  # headers, and texts


def test_the_counters_are_right_though_they_are_not_counted_each_time(
    account: EmailAccount, inbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = [replace(one, flags=Flags(seen=True)) for one in many(120)[:70]]
    play_imap(monkeypatch, *seen, *many(120)[70:])
    told: list[tuple[int, int]] = []

    def note(_report: object) -> None:
        inbox.refresh_from_db()
        told.append((inbox.stored_count, inbox.unseen_count))

    sync_account(account, progress=note)

    assert told[:2] == [(50, 50), (100, 50)]
    assert told[-1] == (120, 50)


def test_counters_that_were_wrong_are_right_when_the_folder_was_listed(
    account: EmailAccount, inbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    play_imap(monkeypatch, *many(3))
    Mailbox.objects.filter(pk=inbox.pk).update(stored_count=40, unseen_count=7)

    sync_account(account)

    inbox.refresh_from_db()
    assert (inbox.stored_count, inbox.unseen_count) == (3, 3)


def twin_in(mailbox: Mailbox, text: str, html: str = "", **fields: Any) -> Message:
    """All of them have one content, but for *fields*."""
    message = message_in(mailbox, text=text, html=html)
    alike = {"content_id": "h:one", "message_id": "m@x", "size_bytes": 9, **fields}
    Message.rows.filter(pk=message.pk).update(**alike)
    return message


@pytest.fixture
def asked(account: EmailAccount, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The uids whose parts the server was asked for."""
    play_imap(monkeypatch)
    wanted_all: list[int] = []
    real = PlayedImap.fetch_parts_of_many

    def ask(played: PlayedImap, wanted: Mapping[int, Sequence[str]], limit_bytes: int) -> Any:
        wanted_all.extend(wanted)
        return real(played, wanted, limit_bytes)

    monkeypatch.setattr(PlayedImap, "fetch_parts_of_many", ask)
    return wanted_all


def run_of(account: EmailAccount) -> Run:
    lease = Lease.take(account.pk, LaneName.SYNC)
    assert lease is not None
    return Run(account, lease, full=False, ends_at=math.inf, progress=lambda report: None)


def test_messages_that_are_read_for_long_one_by_one_do_not_cost_the_lease(
    account: EmailAccount,
) -> None:
    run = run_of(account)
    run.lease.showed_life_at = 0.0
    run.reader._between()
    assert run.lease.showed_life_at > 0.0


def bring(inbox: Mailbox) -> None:
    """Its texts alone, under a lease, from whoever is played."""
    run = run_of(inbox.account)
    with connect.imap_session(inbox.account) as session:
        bodies.bring_texts(run, session, inbox)
    run.lease.release(due_at=None)


def listed_twin(inbox: Mailbox) -> Message:
    message = twin_in(inbox, "", state=MessageState.LISTED)
    message.body.structure = {"parts": [], "text": ["1"], "html": []}
    message.body.save()
    return message


def test_a_text_that_is_here_under_another_place_is_not_fetched_again(
    account: EmailAccount, inbox: Mailbox, asked: list[int]
) -> None:
    label = mailbox_of(account, "Customers", "")
    twin_in(label, "Twelve ropes.", "<p>Twelve ropes.</p>", snippet="T")
    message = listed_twin(inbox)

    bring(inbox)

    message.refresh_from_db()
    assert asked == []
    assert (message.state, message.snippet) == (MessageState.COMPLETE, "T")
    assert (message.body.text, message.body.html) == ("Twelve ropes.", "<p>Twelve ropes.</p>")


@pytest.mark.parametrize(
    "other",
    [{"message_id": "other@x"}, {"size_bytes": 8}, {"internaldate": NOON.replace(year=2025)},
     {"draft": True}, {"content_id": "h:2"}],
    ids=["message id", "size", "arrival", "draft", "content"],
)  # fmt: skip
def test_a_text_that_may_be_another_is_fetched(
    account: EmailAccount, inbox: Mailbox, asked: list[int], other: dict[str, Any]
) -> None:
    label = mailbox_of(account, "Customers", "")
    twin_in(label, "Another text.", **other)
    message = listed_twin(inbox)

    bring(inbox)

    assert asked == [message.uid]


def test_what_one_account_holds_is_nothing_to_another(
    ole: User, inbox: Mailbox, asked: list[int]
) -> None:
    twin_in(mailbox_of(account_of(ole)), "Secret.")
    message = listed_twin(inbox)

    bring(inbox)

    assert asked == [message.uid]
