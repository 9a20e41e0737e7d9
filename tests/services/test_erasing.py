"""A removed account is gone at once; its rows go in batches, whoever is killed meanwhile."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.models import Credential, EmailAccount, SetupAttempt
from accounts.services import setup
from accounts.services.accounts import remove_account
from crm_inbox.models import User
from mail import tasks
from mail.models import (
    Lane,
    Mailbox,
    Message,
    MessageBody,
    OutgoingMessage,
    PendingAction,
    Thread,
    ThreadReference,
)
from mail.models.lane import LaneName
from mail.models.pending_action import ActionKind
from mail.services import actions, erasing, stopping, tick
from mail.services.leases import Lease, LeaseLost
from mail.services.sync import sync_account
from mail.services.threads import upkeep
from tests.mailboxes import NOON, account_of, mailbox_of, message_in
from tests.played import play_imap, record


def many_in(inbox: Mailbox, number: int) -> None:
    rows = [
        Message(account_id=inbox.account_id, mailbox=inbox, uidvalidity=1, uid=uid,
                content_id=f"h:{uid}", date=NOON, internaldate=NOON, state="complete")
        for uid in range(1, number + 1)
    ]  # fmt: skip
    made = Message.objects.bulk_create(rows)
    MessageBody.objects.bulk_create(MessageBody(message=one, text="Hello") for one in made)


def test_nobody_sees_a_removed_account_and_its_secret_is_erased(
    annas: Client, anna: User, account: EmailAccount, inbox: Mailbox
) -> None:
    message = message_in(inbox)
    setup.start_edit(anna, account)
    remove_account(account)
    assert not Credential.objects.exists()
    assert not SetupAttempt.objects.exists()
    assert annas.get("/inbox/")["Location"] == "/setup/"
    assert annas.get(f"/messages/{message.pk}/").status_code == 404
    assert annas.get(f"/options/email/{account.pk}/remove/").status_code == 404
    assert Message.objects.filter(pk=message.pk).exists()


def test_the_same_address_can_be_set_up_again_at_once(account: EmailAccount, anna: User) -> None:
    remove_account(account)
    again = account_of(anna)
    erasing.erase(account.pk)
    assert list(EmailAccount._base_manager.all()) == [again]
    assert Credential.objects.filter(account=again).count() == 2


def test_everything_that_hangs_on_it_goes_and_nothing_of_others(
    account: EmailAccount, inbox: Mailbox, ole: User
) -> None:
    message = message_in(inbox)
    actions.change(message, ActionKind.FLAG)
    others = message_in(mailbox_of(account_of(ole)))
    answer = OutgoingMessage.objects.create(
        account=others.account, token="t", message_id="m", raw=b"", not_before=NOON, answers=message
    )
    remove_account(account)
    tasks.sync_account(account.pk)
    assert not EmailAccount._base_manager.filter(pk=account.pk).exists()
    assert [Message.objects.get(), MessageBody.objects.get().message] == [others, others]
    assert not PendingAction.objects.exists()
    answer.refresh_from_db()
    assert answer.answers is None


def test_its_conversations_go_with_it_in_batches(
    account: EmailAccount, inbox: Mailbox, ole: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    for box in (inbox, mailbox_of(account_of(ole))):
        for number in range(3):
            message_in(box, message_id=f"{number}@x")
    upkeep.thread_what_is_not_yet()
    remove_account(account)
    monkeypatch.setattr(erasing, "THREADS_BATCH", 2)
    with monkeypatch.context() as patch:
        patch.setattr(erasing, "_erase_account", lambda *_: None)  # whose cascade reads them all
        erasing.erase(account.pk)
    assert (Thread.objects.count(), ThreadReference.objects.count()) == (3, 3)


def test_a_killed_eraser_loses_nothing_and_running_twice_does_no_harm(
    account: EmailAccount, inbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    many_in(inbox, 5)
    remove_account(account)
    monkeypatch.setattr(erasing, "BATCH", 2)
    with monkeypatch.context() as patch:
        patch.setattr(erasing, "go_on_or_stop", killed)
        with pytest.raises(KeyboardInterrupt):
            erasing.erase(account.pk)
    assert Message.objects.count() == 3
    Lane.objects.update(lease_until=None, owner="")
    for _ in range(2):
        tasks.sync_account(account.pk)
    assert not Message.objects.exists()
    assert not EmailAccount._base_manager.exists()


def killed() -> None:
    raise KeyboardInterrupt


def test_one_eraser_works_at_a_time(account: EmailAccount, inbox: Mailbox) -> None:
    message_in(inbox)
    remove_account(account)
    assert Lease.take(account.pk, LaneName.SYNC)
    erasing.erase(account.pk)
    assert Message.objects.count() == 1


def test_others_have_their_turn_between_two_budgets(
    account: EmailAccount, inbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    many_in(inbox, 5)
    remove_account(account)
    monkeypatch.setattr(erasing, "BATCH", 2)
    erasing.erase(account.pk, budget_s=-1)
    assert Message.objects.count() == 3
    lane = Lane.objects.get(account_id=account.pk)
    assert lane.bulk
    assert Lane.objects.due().filter(pk=lane.pk).exists()


def test_a_stop_is_obeyed_between_two_batches(
    account: EmailAccount, inbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    many_in(inbox, 5)
    remove_account(account)
    monkeypatch.setattr(erasing, "BATCH", 2)
    monkeypatch.setattr(erasing, "go_on_or_stop", stops)
    erasing.erase(account.pk)
    assert Message.objects.count() == 3
    assert Lane.objects.due().filter(account_id=account.pk).exists()


def stops() -> None:
    raise stopping.Stopping


def test_whoever_synchronises_meanwhile_writes_nothing_more(
    account: EmailAccount, inbox: Mailbox
) -> None:
    lease = Lease.take(account.pk, LaneName.SYNC)
    assert lease is not None
    remove_account(account)
    with pytest.raises(LeaseLost):
        lease.renew()


def test_a_task_that_read_the_account_before_asks_no_server(
    account: EmailAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = play_imap(monkeypatch, record(1))
    remove_account(account)
    sync_account(account, only_due=True)
    assert server.hosts == []
    assert Lane.objects.due().filter(account_id=account.pk).exists()


def test_an_erasing_that_was_forgotten_is_found_again(
    account: EmailAccount, inbox: Mailbox, settings: Any
) -> None:
    message_in(inbox)
    remove_account(account)
    Lane.objects.all().delete()
    tick.tidy()
    assert Lane.objects.due().filter(account_id=account.pk, bulk=True).exists()


def test_what_is_not_removed_is_not_erased(account: EmailAccount, inbox: Mailbox) -> None:
    message_in(inbox)
    erasing.erase(account.pk)
    assert Message.objects.count() == 1
