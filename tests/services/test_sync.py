"""What a synchronisation makes of a server that errs, of too little time, of a fault of ours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from django.db import OperationalError
from django.utils import timezone

from accounts.models import EmailAccount
from mail.core.errors import Code
from mail.core.imap.flags import Flags
from mail.models import Lane, Mailbox, Message, PendingAction, SyncRun
from mail.models.lane import LaneName
from mail.models.pending_action import ActionKind
from mail.services import actions
from mail.services.sync import changes, flags, listing, sync_account, vanished
from mail.services.sync.run import Run
from tests.mailboxes import NOON, message_in
from tests.played import INBOX, PlayedImap, as_listed, play_imap, record


def lane(account: EmailAccount) -> Lane:
    return Lane.objects.get(account=account, name=LaneName.SYNC)


def many_in(inbox: Mailbox, number: int) -> list[Message]:
    rows = [
        Message(account_id=inbox.account_id, mailbox=inbox, uidvalidity=1, uid=uid,
                content_id=f"h:{uid}", date=NOON, internaldate=NOON, state="complete")
        for uid in range(1, number + 1)
    ]  # fmt: skip
    return Message.objects.bulk_create(rows)


@pytest.mark.parametrize("name", ["a\0b", "\U00020000" * 990], ids=["NUL", "too long"])
def test_a_folder_that_no_store_keeps_is_left_out_and_the_rest_is_brought(
    account: EmailAccount, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    server = play_imap(monkeypatch, record(1))
    hostile = replace(INBOX, name=name, special_use=None)
    server.mailboxes = [hostile, INBOX]
    sync_account(account)
    assert [mailbox.name for mailbox in Mailbox.objects.all()] == ["INBOX"]
    assert Message.objects.count() == 1


def test_a_search_that_finds_nothing_in_a_full_mailbox_deletes_nothing(
    account: EmailAccount, inbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = message_in(inbox)
    server = play_imap(monkeypatch, as_listed(message))
    server.search_finds = False
    report = sync_account(account)
    assert report is not None
    assert report.errors == [Code.PROTOCOL]
    assert Message.objects.filter(pk=message.pk).exists()
    inbox.refresh_from_db()
    assert inbox.problem_code == Code.PROTOCOL
    server.search_finds = True
    sync_account(account)
    inbox.refresh_from_db()
    assert inbox.problem_code == ""


def test_an_empty_mailbox_is_empty(
    account: EmailAccount, inbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    message_in(inbox)
    server = play_imap(monkeypatch)
    server.selected = replace(server.selected, exists=0)
    sync_account(account)
    assert not Message.objects.exists()


def test_flags_for_which_there_was_no_time_are_brought_by_the_next_run(
    account: EmailAccount, inbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    messages = [message_in(inbox) for _ in range(2)]
    server = play_imap(monkeypatch, *(as_listed(one, Flags(seen=True)) for one in messages))
    server.selected = replace(server.selected, exists=2)
    monkeypatch.setattr(flags, "WINDOW", 1)

    def too_late(run: Run) -> bool:
        run.report.more = True
        return False

    with monkeypatch.context() as patch:
        now = partial(patch.setattr, Run, "goes_on", too_late)
        patch.setattr(vanished, "let_go", lambda *_, **__: now())
        sync_account(account)
    inbox.refresh_from_db()
    assert (Message.objects.filter(seen=True).count(), inbox.highestmodseq) == (1, 0)
    sync_account(account)
    assert Message.objects.filter(seen=True).count() == 2


def test_what_a_person_changes_while_the_flags_are_fetched_stands(
    account: EmailAccount, inbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = message_in(inbox)
    server = play_imap(monkeypatch, as_listed(message, Flags(flagged=True)))

    def read_and_told_at_once() -> None:
        actions.change(message, ActionKind.SEEN)
        PendingAction.objects.all().delete()

    server.before_flags = read_and_told_at_once
    sync_account(account)
    message.refresh_from_db()
    assert message.seen


def test_many_changed_flags_are_written_in_batches(
    account: EmailAccount,
    inbox: Mailbox,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    changed = many_in(inbox, 2_500)
    play_imap(monkeypatch, *(as_listed(message, Flags(seen=True)) for message in changed))
    sizes: list[int] = []
    keep = flags.keep_batch

    def counted(run: Run, mailbox: Mailbox, rows: Sequence[flags.Changed]) -> bool:
        sizes.append(len(rows))
        return keep(run, mailbox, rows)

    monkeypatch.setattr(flags, "keep_batch", counted)
    sync_account(account)
    inbox.refresh_from_db()
    assert sizes == [1_000, 1_000, 500]
    assert Message.objects.filter(seen=True).count() == 2_500
    assert (inbox.unseen_count, inbox.highestmodseq) == (0, 77)


def test_a_fault_of_ours_is_told_and_the_pauses_grow(
    account: EmailAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(_server: PlayedImap) -> None:
        raise ZeroDivisionError

    server = play_imap(monkeypatch)
    monkeypatch.setattr(PlayedImap, "list_mailboxes", breaks)
    pauses: list[timedelta] = []
    for _ in range(3):
        sync_account(account)
        due_at = lane(account).due_at
        assert due_at is not None
        pauses.append(due_at - timezone.now())
    account.refresh_from_db()
    assert (account.imap_problem_code, len(server.hosts)) == (Code.INTERNAL, 3)
    assert lane(account).failures == 3
    assert pauses == sorted(pauses)
    assert SyncRun.objects.filter(problem_code=Code.INTERNAL).count() == 3


def test_a_database_that_is_away_is_no_fault_of_the_account(
    account: EmailAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_arguments: object) -> None:
        raise OperationalError

    play_imap(monkeypatch, record(1))
    monkeypatch.setattr(listing, "ingest_headers", away)
    with pytest.raises(OperationalError):
        sync_account(account)
    account.refresh_from_db()
    assert account.problem is None
    assert not Lane.objects.due().filter(name=LaneName.SYNC).exists()


def test_how_much_a_new_folder_holds_is_noted_before_it_is_listed_and_never_later(
    account: EmailAccount, inbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For whoever watches; later it would say that everything up to then is stored."""
    server = play_imap(monkeypatch, as_listed(message_in(inbox)))
    noted = []

    def look(*_args: object) -> bool:
        inbox.refresh_from_db()
        noted.append(inbox.exists)
        return False

    monkeypatch.setattr(changes, "compare_fully", look)
    for exists, uidvalidity in ((4_200, 0), (4_300, 1)):
        Mailbox.objects.filter(pk=inbox.pk).update(uidvalidity=uidvalidity)
        server.selected = replace(server.selected, exists=exists)
        sync_account(account)
    assert noted == [4_200, 4_200]


def test_what_is_brought_has_its_conversation(
    account: EmailAccount, inbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    play_imap(
        monkeypatch,
        record(1, b"Message-ID: <1@x>\r\nSubject: Offer\r\n\r\n"),
        record(2, b"Message-ID: <2@x>\r\nIn-Reply-To: <1@x>\r\nSubject: SV: Offer\r\n\r\n"),
        record(3, b"Message-ID: <3@x>\r\nSubject: Offer\r\n\r\n"),
    )
    sync_account(account)
    threads = dict(Message.objects.values_list("uid", "thread"))
    assert threads[1] == threads[2]
    assert len({*threads.values()} - {None}) == 2


def test_a_message_found_again_keeps_its_conversation(
    account: EmailAccount, inbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    header = b"Message-ID: <1@x>\r\nSubject: Offer\r\n\r\n"
    server = play_imap(monkeypatch, record(1, header))
    sync_account(account)
    before = Message.objects.get().thread_id
    server.records = {}
    server.selected = replace(server.selected, exists=0, uidnext=2)
    sync_account(account)
    assert not Message.objects.exists()
    server.records = {7: record(7, header)}
    server.selected = replace(server.selected, exists=1, uidnext=8)
    sync_account(account)
    assert before is not None
    assert Message.objects.get().thread_id == before
