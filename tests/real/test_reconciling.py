"""Holes from any cause are found, filled and told; nothing with a hole is called in order."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from accounts.models import ConnectionEvent, EmailAccount
from accounts.models.connection_event import Happening
from mail.models import Mailbox, Message
from mail.models.pending_action import ActionKind
from mail.services import actions
from mail.services.sync import sync_account
from mail.transport.imap_session import ImapSession
from tests.real.behind import at, folder, letters, run
from tests.servers.world import MailWorld
from tests.servers.world import User as Box

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def twenty(connected: MailWorld, kari: Box, account: EmailAccount) -> EmailAccount:
    connected.dovecot.deliver_many(kari.address, letters(1, 20))
    run(account)
    return account


def test_rows_that_we_lost_are_found_at_night_fetched_and_told(
    twenty: EmailAccount, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    Message.objects.filter(uid__in=range(3, 15)).delete()
    at(monkeypatch, timedelta(days=1))
    run(twenty)
    inbox = folder(twenty)
    assert Message.objects.count() == 20
    assert inbox.repaired_count == 12
    assert inbox.stored_count == 20
    event = ConnectionEvent.objects.get(what=Happening.REPAIRED)
    assert event.number == 12
    assert any("repaired" in record.message for record in caplog.records)


def test_by_day_the_server_s_word_that_nothing_changed_is_enough(twenty: EmailAccount) -> None:
    Message.objects.filter(uid=3).delete()
    run(twenty)
    assert Message.objects.count() == 19


def test_a_full_synchronisation_repairs_at_once(twenty: EmailAccount) -> None:
    Message.objects.filter(uid__in=(3, 4)).delete()
    run(twenty, full=True)
    assert Message.objects.count() == 20
    assert folder(twenty).repaired_count == 2


def test_new_mail_is_no_repair(connected: MailWorld, kari: Box, twenty: EmailAccount) -> None:
    connected.dovecot.deliver_many(kari.address, letters(21, 25))
    run(twenty, full=True)
    assert not ConnectionEvent.objects.filter(what=Happening.REPAIRED).exists()


def test_rows_that_nothing_on_the_server_stands_for_go(twenty: EmailAccount) -> None:
    inbox = folder(twenty)
    Message.objects.filter(uid=3).update(uid=999)
    run(twenty, full=True)
    uids = set(Message.objects.filter(mailbox=inbox).values_list("uid", flat=True))
    assert uids == set(range(1, 21))


def test_every_folder_says_when_it_was_compared(twenty: EmailAccount) -> None:
    folders = Mailbox.objects.filter(account=twenty)
    assert all(box.is_in_order and box.reconciled_at for box in folders)


def test_a_folder_that_does_not_give_what_it_counts_is_not_in_order(
    connected: MailWorld, kari: Box, twenty: EmailAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    connected.dovecot.deliver_many(kari.address, letters(21, 23))
    monkeypatch.setattr(ImapSession, "uids", lambda session, first=1: list(range(1, 21)))
    run(twenty)
    inbox = folder(twenty)
    assert (inbox.server_count, inbox.short_by) == (23, 3)
    assert not inbox.is_in_order
    assert inbox.out_of_order_since is not None


def test_a_run_that_breaks_off_leaves_the_folder_behind(
    connected: MailWorld, kari: Box, twenty: EmailAccount
) -> None:
    connected.dovecot.deliver_many(kari.address, letters(21, 23))
    sync_account(twenty, budget_s=0)
    run(twenty)
    assert folder(twenty).is_in_order

    connected.dovecot.deliver_many(kari.address, letters(24, 26))
    real = ImapSession.header_batches
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ImapSession, "header_batches", lambda *_: 1 / 0)
        sync_account(twenty)
    assert ImapSession.header_batches is real
    behind = folder(twenty)
    assert behind.is_behind
    assert (behind.stored_count, behind.server_count) == (23, 26)


def test_a_folder_that_cannot_be_opened_is_named_with_the_server_s_words(
    twenty: EmailAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    from mail.core.errors import Code, MailError

    real = ImapSession.open_mailbox

    def open_mailbox(session: ImapSession, name: str, **asked: Any) -> object:
        if name == "INBOX":
            raise MailError(Code.COMMAND_REFUSED, "Mailbox is locked")
        return real(session, name, **asked)

    with monkeypatch.context() as patch:
        patch.setattr(ImapSession, "open_mailbox", open_mailbox)
        sync_account(twenty)
    closed = folder(twenty)
    assert (closed.problem_code, closed.server_said) == ("command_refused", "Mailbox is locked")
    assert not closed.is_in_order
    run(twenty)
    assert folder(twenty).is_in_order


def test_what_waits_to_be_told_to_the_server_is_no_difference(twenty: EmailAccount) -> None:
    run(twenty)
    moved = Message.objects.get(mailbox__name="INBOX", uid=6)
    actions.change_many([moved], ActionKind.MOVE, target=folder(twenty, "Trash"))
    run(twenty, full=True)
    for name, here in (("INBOX", 19), ("Trash", 1)):
        row = folder(twenty, name)
        assert (row.stored_count, row.short_by, row.is_behind) == (here, 0, False)
