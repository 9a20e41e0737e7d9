"""Folders that are made, renamed and removed, here and at the server, while it tells its list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from accounts.models import EmailAccount
from crm_inbox.models import User
from mail.core.imap.folder_name import DISPLACED
from mail.core.imap.mailbox import ListedMailbox
from mail.models import Mailbox, Message, PendingAction
from mail.services.actions import folders
from mail.services.sync import folders as sync_folders
from mail.services.sync import sync_account
from tests.mailboxes import account_of, mailbox_of, message_in
from tests.played import INBOX, PlayedImap, play_imap


@pytest.fixture
def account(anna: User) -> EmailAccount:
    account = account_of(anna)
    mailbox_of(account, delimiter="/")
    return account


def folder(name: str) -> ListedMailbox:
    return ListedMailbox(name, "/", None, selectable=True)


def tells(
    monkeypatch: pytest.MonkeyPatch, names: list[str], before: Callable[[], object]
) -> PlayedImap:
    """A server that lists *names*; just before its answer comes, *before* happens."""
    server = play_imap(monkeypatch)
    server.selected = replace(server.selected, exists=0)

    def lists(_self: PlayedImap) -> list[ListedMailbox]:
        before()
        return [INBOX, *map(folder, names)]

    monkeypatch.setattr(PlayedImap, "list_mailboxes", lists)
    return server


def told() -> None:
    """The other lane has told the server."""
    PendingAction.objects.all().delete()


def names(account: EmailAccount) -> dict[str, int]:
    return dict(Mailbox.objects.filter(account=account).values_list("name", "pk"))


def agree(account: EmailAccount, monkeypatch: pytest.MonkeyPatch, *listed: str) -> dict[str, int]:
    """After a run in peace both sides have the same folders."""
    tells(monkeypatch, list(listed), before=lambda: None)
    sync_account(account)
    assert names(account).keys() == {"INBOX", *listed}
    return names(account)


def test_a_folder_that_is_told_while_it_is_listed_stays_the_persons_own(
    account: EmailAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = folders.create_folder(account.pk, "Work")
    tells(monkeypatch, ["Work"], before=told)
    sync_account(account)
    assert names(account)["Work"] == made.pk
    assert agree(account, monkeypatch, "Work")["Work"] == made.pk


def test_so_does_one_that_is_made_and_told_in_that_moment(
    account: EmailAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    def make() -> None:
        folders.create_folder(account.pk, "Work")
        told()

    tells(monkeypatch, ["Work"], before=make)
    sync_account(account)
    made = names(account)["Work"]
    assert agree(account, monkeypatch, "Work")["Work"] == made


def test_one_that_is_made_after_the_list_was_written_is_not_taken_for_missing(
    account: EmailAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    def make() -> None:
        folders.create_folder(account.pk, "Work")
        told()

    tells(monkeypatch, [], before=make)
    sync_account(account)
    assert "Work" in names(account)


@pytest.mark.parametrize("listed", [["Work", "Work/A"], ["Old", "Old/A"]], ids=["new", "old"])
@pytest.mark.parametrize("when", ["before", "meanwhile"])
def test_a_folder_that_is_renamed_while_it_is_listed_keeps_its_row_and_its_children(
    account: EmailAccount, monkeypatch: pytest.MonkeyPatch, listed: list[str], when: str
) -> None:
    old = mailbox_of(account, "Old", use="", delimiter="/")
    child = mailbox_of(account, "Old/A", use="", delimiter="/")
    message = message_in(child)

    def rename() -> None:
        folders.rename_folder(old, "Work")

    if when == "before":
        rename()
    tells(monkeypatch, listed, before=lambda: (when == "meanwhile" and rename(), told()))
    sync_account(account)
    assert names(account).keys() == {"INBOX", "Work", "Work/A"}
    rows = agree(account, monkeypatch, "Work", "Work/A")
    assert (rows["Work"], rows["Work/A"]) == (old.pk, child.pk)
    assert Message.rows.filter(pk=message.pk, mailbox=child).exists()


def test_a_folder_that_is_removed_while_it_is_listed_does_not_come_back(
    account: EmailAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = mailbox_of(account, "Old", use="", delimiter="/")

    def remove() -> None:
        folders.remove_folder(old)
        told()
        Mailbox.objects.filter(pk=old.pk).delete()

    tells(monkeypatch, ["Old"], before=remove)
    sync_account(account)
    assert "Old" not in names(account)


def test_a_name_that_a_person_takes_while_renamed_folders_are_looked_for_is_theirs(
    account: EmailAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Mailbox] = []

    def looks(*_args: object) -> dict[str, object]:
        made.append(folders.create_folder(account.pk, "Work"))
        return {}

    tells(monkeypatch, ["Work", "Other"], before=lambda: None)
    monkeypatch.setattr(sync_folders, "renamed", looks)
    sync_account(account)
    assert names(account)["Work"] == made[0].pk
    assert "Other" in names(account)
    assert not any(name.startswith(DISPLACED) for name in names(account))
