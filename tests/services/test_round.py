"""An account whose folders take longer than one run may: they have their turns all the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import EmailAccount
from crm_inbox.models import User
from mail.core.imap.flags import Flags
from mail.core.imap.mailbox import Changes, Known, ListedMailbox, Opened, Selected
from mail.models import Lane, Mailbox, Message, SyncRun
from mail.models.lane import LaneName
from mail.services.sync import account as sync
from mail.services.sync import flags, run, sync_account
from mail.transport.imap_session import FetchedHeader
from tests.mailboxes import account_of, mailbox_of, message_in
from tests.played import INBOX, PlayedImap, as_listed, play_imap, record


@dataclass
class Clock:
    """The only one that a run looks at. *takes_s*: each look at a folder."""

    now: float = 1_000.0
    takes_s: float = 6.0
    opened: list[str] = field(default_factory=list)

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(run, "time", clock)
    monkeypatch.setattr(sync, "time", clock)

    def open_mailbox(server: PlayedImap, name: str, known: Known | None = None) -> Opened:
        clock.now += clock.takes_s
        clock.opened.append(name)
        return Opened(server.select(name))

    monkeypatch.setattr(PlayedImap, "open_mailbox", open_mailbox)
    return clock


@pytest.fixture
def account(anna: User) -> EmailAccount:
    account = account_of(anna)
    EmailAccount.objects.update(synced_at=None)
    return account


@pytest.fixture
def server(account: EmailAccount, monkeypatch: pytest.MonkeyPatch) -> PlayedImap:
    """Empty folders of a server that does not tell what changed."""
    server = play_imap(monkeypatch)
    server.selected = Selected(uidvalidity=1, uidnext=5, exists=0, highestmodseq=None)
    server.mailboxes = [INBOX, *(folder(f"F{n}") for n in range(8))]
    return server


def folder(name: str, **fields: object) -> ListedMailbox:
    return ListedMailbox(name, "/", None, selectable=True, **fields)  # type: ignore[arg-type]


def opened_by_a_run(account: EmailAccount, clock: Clock, **how: Any) -> list[str]:
    clock.opened.clear()
    sync_account(account, **how)
    return [name for name in clock.opened if name != "INBOX"]


def is_up_to_date(account: EmailAccount) -> bool:
    account.refresh_from_db()
    return account.synced_at is not None


def marked(account: EmailAccount) -> set[str]:
    rows = Mailbox.objects.filter(account=account, look__gt=0).exclude(name="INBOX")
    return set(rows.values_list("name", flat=True))


def until_up_to_date(account: EmailAccount, clock: Clock, **how: Any) -> list[str]:
    """What the runs opened until then, but for INBOX."""
    opened: list[str] = []
    for _ in range(12):
        opened += opened_by_a_run(account, clock, **how)
        if is_up_to_date(account):
            return opened
    raise AssertionError("never up to date")


@pytest.mark.parametrize("full", [False, True], ids=["ordinary", "full"])
@pytest.mark.parametrize("modseq", [None, 77], ids=["no CONDSTORE", "CONDSTORE"])
def test_every_folder_has_its_turn_and_then_the_account_is_up_to_date(
    account: EmailAccount, server: PlayedImap, clock: Clock, modseq: int | None, full: bool
) -> None:
    server.selected = replace(server.selected, highestmodseq=modseq)
    opened = until_up_to_date(account, clock, full=full)
    assert opened == [f"F{n}" for n in range(8)]
    runs = list(SyncRun.objects.order_by("pk").values_list("complete", flat=True))
    assert runs == [*([False] * (len(runs) - 1)), True]
    assert len(runs) > 2
    assert marked(account) == set()
    assert not Lane.objects.get(account=account, name=LaneName.SYNC).bulk


def test_the_next_round_begins_with_the_first_folder(
    account: EmailAccount, server: PlayedImap, clock: Clock
) -> None:
    until_up_to_date(account, clock)
    assert opened_by_a_run(account, clock)[0] == "F0"


def test_inbox_is_looked_at_first_in_every_run(
    account: EmailAccount, server: PlayedImap, clock: Clock
) -> None:
    for _ in range(3):
        clock.opened.clear()
        sync_account(account)
        assert clock.opened[0] == "INBOX"


def test_the_others_have_a_moment_however_long_inbox_takes(
    account: EmailAccount, server: PlayedImap, clock: Clock
) -> None:
    clock.takes_s = 50.0
    assert until_up_to_date(account, clock) == [f"F{n}" for n in range(8)]


def test_a_run_whose_time_was_enough_writes_nothing_more(
    account: EmailAccount, server: PlayedImap, clock: Clock
) -> None:
    clock.takes_s = 0.1
    with CaptureQueriesContext(
        connection,
    ) as asked:
        sync_account(account)
    written = [one["sql"] for one in asked if one["sql"].startswith("UPDATE")]
    assert written
    assert not any('"look" =' in sql or '"is_listed" =' in sql for sql in written)


def test_a_full_look_counts_no_folder_that_an_ordinary_one_saw(
    account: EmailAccount, server: PlayedImap, clock: Clock
) -> None:
    seen = opened_by_a_run(account, clock)
    assert seen
    assert set(until_up_to_date(account, clock, full=True)) >= set(seen)


def test_a_folder_made_between_the_runs_is_looked_at_in_the_same_round(
    account: EmailAccount, server: PlayedImap, clock: Clock
) -> None:
    opened_by_a_run(account, clock)
    server.mailboxes = [*server.mailboxes, folder("A")]
    assert "A" in until_up_to_date(account, clock)


def test_a_folder_renamed_between_the_runs_is_not_looked_at_twice(
    account: EmailAccount, server: PlayedImap, clock: Clock
) -> None:
    server.mailboxes = [INBOX, *(folder(f"F{n}", mailbox_id=f"M{n}") for n in range(8))]
    first = opened_by_a_run(account, clock)
    assert first[0] == "F0"
    server.mailboxes = [INBOX, folder("Z", mailbox_id="M0"), *server.mailboxes[2:]]
    assert "Z" not in until_up_to_date(account, clock)


def test_a_folder_deleted_between_the_runs_is_closed_when_all_others_were_looked_at(
    account: EmailAccount, server: PlayedImap, clock: Clock
) -> None:
    message = message_in(mailbox_of(account, "Gone", use=""))
    opened_by_a_run(account, clock)
    message.refresh_from_db()
    assert message.gone_at is None  # it may have been moved to a folder whose turn comes later
    until_up_to_date(account, clock)
    message.refresh_from_db()
    assert message.gone_at is not None


def test_what_the_list_tells_of_a_folder_that_had_its_turn_is_brought_before_it_is_over(
    account: EmailAccount, server: PlayedImap, clock: Clock
) -> None:
    first = opened_by_a_run(account, clock)[0]
    news = replace(server.selected, uidnext=6)
    server.mailboxes = [
        replace(one, status=news) if one.name == first else one for one in server.mailboxes
    ]
    assert first in until_up_to_date(account, clock)


def test_a_worker_that_lost_its_lease_marks_nothing(
    account: EmailAccount, server: PlayedImap, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def taken_over(*_: object, **__: object) -> None:
        Lane.objects.filter(account=account).update(owner="another")

    monkeypatch.setattr(sync.standing, "note_end", taken_over)
    sync_account(account)
    assert marked(account) == set()


@pytest.fixture
def slow_texts(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Each takes four seconds, as long as a unit of them; the uids that were asked for."""
    asked: list[int] = []

    def fetch(_: PlayedImap, wanted: Mapping[int, Sequence[str]], limit_bytes: int) -> Any:
        for uid, sections in wanted.items():
            clock.now += 4.0
            asked.append(uid)
            yield uid, dict.fromkeys(sections, b"Hello")

    monkeypatch.setattr(PlayedImap, "fetch_parts_of_many", fetch)
    monkeypatch.setattr("mail.services.sync.batches.UNIT", 1)
    return asked


def test_the_texts_of_a_large_inbox_leave_time_for_the_lists_of_the_others(
    account: EmailAccount, server: PlayedImap, clock: Clock, slow_texts: list[int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    clock.takes_s = 1.0
    fill_inbox(server, monkeypatch, letters(30))
    opened_by_a_run(account, clock)
    assert slow_texts[0] == 30  # INBOX with its texts comes first all the same
    opened_by_a_run(account, clock)
    assert Mailbox.objects.filter(account=account, compared_at=None).count() == 0
    assert Message.objects.filter(state="listed").exists()


def test_while_texts_are_left_the_folders_are_looked_at_again(
    account: EmailAccount, server: PlayedImap, clock: Clock, slow_texts: list[int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    clock.takes_s = 1.0
    fill_inbox(server, monkeypatch, letters(30))
    opened: list[str] = []
    while not is_up_to_date(account):
        opened += opened_by_a_run(account, clock)
    assert opened.count("F7") > 1
    assert not Message.objects.filter(state="listed").exists()
    assert not Lane.objects.get(account=account, name=LaneName.SYNC).is_listed
    assert marked(account) == set()


def letters(number: int) -> list[FetchedHeader]:
    """No two alike, whose texts would be copied."""
    return [record(uid, b"Subject: Offer %d\r\n\r\n" % uid) for uid in range(1, number + 1)]


def fill_inbox(
    server: PlayedImap, monkeypatch: pytest.MonkeyPatch, records: Sequence[FetchedHeader]
) -> None:
    """The other folders stay empty."""
    server.records = {one.uid: one for one in records}
    selected: list[str] = []

    def select(played: PlayedImap, name: str, readonly: bool = True) -> Selected:
        selected[:] = [name]
        if name != "INBOX":
            return played.selected
        return replace(played.selected, uidnext=max(played.records) + 1, exists=len(records))

    def uids(played: PlayedImap, first: int = 1) -> list[int]:
        here = played.records if selected == ["INBOX"] else []
        return sorted(uid for uid in here if uid >= first)

    monkeypatch.setattr(PlayedImap, "select", select)
    monkeypatch.setattr(PlayedImap, "uids", uids)


@pytest.fixture
def slow_flags(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Asked for one by one, each takes as long as said."""

    def takes(seconds: int) -> None:
        plain = PlayedImap.fetch_flags

        def fetch(server: PlayedImap, uids: Sequence[int]) -> dict[int, Flags]:
            clock.now += seconds
            return plain(server, uids)

        monkeypatch.setattr(PlayedImap, "fetch_flags", fetch)

    monkeypatch.setattr(flags, "WINDOW", 1)
    return takes


@pytest.mark.parametrize("seconds", [3, 60])
def test_the_flags_of_a_folder_that_takes_many_runs_are_compared_to_the_end(
    account: EmailAccount, server: PlayedImap, clock: Clock,
    slow_flags: Callable[[int], None], monkeypatch: pytest.MonkeyPatch, seconds: int,
) -> None:  # fmt: skip
    clock.takes_s = 0.1
    inbox = mailbox_of(account)
    rows = [message_in(inbox) for _ in range(12)]
    fill_inbox(server, monkeypatch, [as_listed(row, Flags(seen=True)) for row in rows])
    slow_flags(seconds)
    opened = until_up_to_date(account, clock)
    assert Message.objects.filter(seen=True).count() == 12
    inbox.refresh_from_db()
    assert (inbox.flags_uid, inbox.unseen_count) == (0, 0)
    assert set(opened) == {f"F{n}" for n in range(8)}


def test_flags_that_change_meanwhile_below_are_asked_for_at_the_end(
    account: EmailAccount, server: PlayedImap, clock: Clock,
    slow_flags: Callable[[int], None], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    clock.takes_s = 0.1
    inbox = mailbox_of(account)
    rows = [message_in(inbox) for _ in range(6)]
    server.selected = replace(server.selected, highestmodseq=50)
    fill_inbox(server, monkeypatch, [as_listed(row) for row in rows])
    slow_flags(12)
    sync_account(account)
    inbox.refresh_from_db()
    assert inbox.flags_uid >= rows[0].uid
    changed = {rows[0].uid: Flags(flagged=True)}
    asked: list[tuple[int, int]] = []

    def changed_since(_: PlayedImap, modseq: int, below: int) -> Changes:
        asked.append((modseq, below))
        return Changes(changed)

    monkeypatch.setattr(PlayedImap, "changed_since", changed_since)
    server.selected = replace(server.selected, highestmodseq=60)
    until_up_to_date(account, clock)
    assert asked[0][0] == 50
    assert asked[0][1] > rows[0].uid
    assert Message.objects.get(pk=rows[0].pk).flagged
    inbox.refresh_from_db()
    assert inbox.highestmodseq == 60
