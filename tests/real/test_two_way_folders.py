"""Folders that are made, renamed and removed here are so on the server."""

from __future__ import annotations

import pytest

from accounts import connect
from accounts.models import EmailAccount
from mail.core.errors import Code, MailError
from mail.core.imap.special_use import SpecialUse
from mail.models import Lane, Mailbox, Message, PendingAction
from mail.models.pending_action import ActionKind
from mail.services import actions
from mail.services.actions import filing, folders, telling_folders
from mail.services.sync import sync_account
from mail.transport import imap_change
from tests.servers.world import MailWorld
from tests.servers.world import User as Box

pytestmark = pytest.mark.django_db(transaction=True)


def letter(number: int) -> bytes:
    return f"From: o@havn.example\r\nSubject: L{number}\r\n\r\nHello\r\n".encode()


def run(account: EmailAccount) -> None:
    report = sync_account(account, full=True, budget_s=60)
    assert report is not None
    assert not report.errors


def names_on_server(account: EmailAccount) -> dict[str, bool]:
    """With whether they are subscribed to."""
    with connect.imap_session(account) as session:
        return {item.name: item.subscribed for item in session.list_mailboxes()}


def agree(account: EmailAccount) -> None:
    run(account)
    rows = Mailbox.objects.filter(account=account).shown()
    assert set(rows.values_list("name", flat=True)) == set(names_on_server(account))
    assert not PendingAction.objects.exists()


@pytest.fixture
def ready(connected: MailWorld, kari: Box, account: EmailAccount) -> EmailAccount:
    connected.dovecot.deliver_many(kari.address, [letter(n) for n in range(2)])
    run(account)
    return account


def test_a_folder_and_one_inside_it_are_made_and_subscribed_to(ready: EmailAccount) -> None:
    parent = folders.create_folder(ready.pk, "Tilbud Ærø")
    folders.create_folder(ready.pk, "合同", parent)
    run(ready)  # a look before the server knows neither forgets them nor stumbles
    assert Mailbox.objects.filter(name="Tilbud Ærø/合同").exists()
    actions.replay(ready)
    there = names_on_server(ready)
    assert there["Tilbud Ærø"]
    assert there["Tilbud Ærø/合同"]
    agree(ready)


def test_mail_moves_into_a_folder_that_is_made_in_the_same_moment(ready: EmailAccount) -> None:
    filing.archive(list(Message.objects.all()))
    run(ready)
    archive = Mailbox.objects.with_use(SpecialUse.ARCHIVE).get()
    assert archive.stored_count == 2
    actions.replay(ready)
    agree(ready)
    archive.refresh_from_db()
    assert (archive.special_use, archive.stored_count) == ("archive", 2)


def test_a_renamed_folder_keeps_rows_and_mail(ready: EmailAccount) -> None:
    work = folders.create_folder(ready.pk, "Work")
    old = folders.create_folder(ready.pk, "Old", work)
    message = Message.objects.first()
    assert message is not None
    actions.change(message, ActionKind.MOVE, old)
    actions.replay(ready)
    run(ready)
    work.refresh_from_db()
    folders.rename_folder(work, "Projects")
    run(ready)
    assert Message.objects.get(pk=message.pk).mailbox.name == "Projects/Old"
    actions.replay(ready)
    agree(ready)
    assert Message.objects.get(pk=message.pk).mailbox.pk == old.pk
    assert names_on_server(ready)["Projects"]
    assert "Work" not in names_on_server(ready)


def test_renaming_and_moving_may_come_in_any_order(ready: EmailAccount) -> None:
    work = folders.create_folder(ready.pk, "Work")
    actions.change_many(list(Message.objects.all()), ActionKind.MOVE, work)
    folders.rename_folder(work, "Projects")
    folders.rename_folder(work, "Jobs")
    actions.replay(ready)
    agree(ready)
    assert Message.objects.filter(mailbox__name="Jobs").count() == 2


def test_an_empty_folder_goes_and_one_with_mail_on_the_server_stays(
    connected: MailWorld, kari: Box, ready: EmailAccount
) -> None:
    for name in ("Empty", "Full"):
        folders.create_folder(ready.pk, name)
    actions.replay(ready)
    run(ready)
    connected.dovecot.deliver(kari.address, letter(9), "Full")
    for folder in Mailbox.objects.filter(name__in=["Empty", "Full"]):
        folders.remove_folder(folder)
    actions.replay(ready)
    assert "Empty" not in names_on_server(ready)
    assert "Full" in names_on_server(ready)
    refused = PendingAction.objects.get()
    assert (refused.kind, refused.problem_code) == ("remove", Code.MAILBOX_NOT_EMPTY)
    refused.delete()
    agree(ready)
    assert Mailbox.objects.get(name="Full").stored_count == 1


def test_a_worker_killed_after_each_command_does_it_once(
    ready: EmailAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = folders.create_folder(ready.pk, "Work")
    killed_and_again(ready, monkeypatch)
    folders.rename_folder(work, "Jobs")
    killed_and_again(ready, monkeypatch)
    folders.remove_folder(work)
    killed_and_again(ready, monkeypatch)
    agree(ready)
    assert "Jobs" not in names_on_server(ready)


def test_what_the_server_refuses_is_put_back_with_its_words(
    ready: EmailAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_arguments: object) -> None:
        raise MailError(Code.CHANGE_IMPOSSIBLE, "[CANNOT] not this name")

    work = folders.create_folder(ready.pk, "Work")
    actions.replay(ready)
    with monkeypatch.context() as patch:
        patch.setattr(imap_change, "rename", refuse)
        patch.setattr(imap_change, "create", refuse)
        folders.rename_folder(work, "Jobs")
        folders.create_folder(ready.pk, "Other")
        actions.replay(ready)
    assert PendingAction.objects.refused().count() == 2
    PendingAction.objects.all().delete()
    agree(ready)
    assert Mailbox.objects.filter(name="Work").exists()
    assert not Mailbox.objects.filter(name="Other").exists()


class Killed(BaseException):
    """Like kill -9: nothing of ours catches it."""


def killed_and_again(account: EmailAccount, monkeypatch: pytest.MonkeyPatch) -> None:
    def kill(*_arguments: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(telling_folders, "_settle", kill)
        with pytest.raises(Killed):
            actions.replay(account)
    Lane.objects.filter(account=account).update(owner="", lease_until=None)
    actions.replay(account)
    assert not PendingAction.objects.exists()
