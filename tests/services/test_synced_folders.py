"""Folders as a server lists them: renamed, closed, views, in which order."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.utils import timezone

from accounts.models import EmailAccount
from mail.core.errors import Code, MailError
from mail.core.imap.flags import Flags
from mail.core.imap.folder_name import displaced
from mail.core.imap.mailbox import ListedMailbox, Opened
from mail.core.imap.special_use import SpecialUse
from mail.models import Mailbox, Message, PendingAction
from mail.models.pending_action import ActionKind
from mail.services.actions.special import folder_for
from mail.services.events import latest
from mail.services.sync import sync_account
from mail.transport.imap_list import MAILBOXES_LIMIT
from mail.views.filing import filing_of
from mail.views.present import folder_label, folder_path
from tests.mailboxes import mailbox_of, message_in
from tests.played import INBOX, PlayedImap, as_listed, play_imap, record


def folder(name: str, **fields: object) -> ListedMailbox:
    return ListedMailbox(name, "/", None, selectable=True, **fields)  # type: ignore[arg-type]


def names(account: EmailAccount) -> set[str]:
    return set(Mailbox.objects.filter(account=account).shown().values_list("name", flat=True))


def empty(server: PlayedImap) -> None:
    server.selected = replace(server.selected, exists=0)


def test_folders_that_changed_places_keep_their_rows(
    account: EmailAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = play_imap(monkeypatch)
    empty(server)
    server.mailboxes = [INBOX, folder("A", mailbox_id="F1"), folder("B", mailbox_id="F2")]
    sync_account(account)
    before = dict(Mailbox.objects.filter(account=account).values_list("mailbox_id", "pk"))
    server.mailboxes = [INBOX, folder("A", mailbox_id="F2"), folder("B", mailbox_id="F1")]
    sync_account(account)
    rows = Mailbox.objects.filter(account=account)
    assert dict(rows.values_list("mailbox_id", "pk")) == before
    assert rows.get(name="A").pk == before["F2"]


def test_a_folder_that_vanished_takes_nothing_with_it_at_once(
    account: EmailAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = mailbox_of(account, "Kunder", use="")
    message = message_in(old)
    empty(play_imap(monkeypatch))
    sync_account(account)
    message.refresh_from_db()
    assert message.gone_at is not None
    assert names(account) == {"INBOX"}
    assert Mailbox.objects.filter(pk=old.pk).exists()


def test_a_folder_whose_name_another_took_is_shown_by_the_name_it_had(
    account: EmailAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = mailbox_of(account, "Work/Kunder", use="", mailbox_id="F1", delimiter="/")
    for _ in range(60):
        message_in(old)
    new = mailbox_of(account, "Work/Clients", use="", mailbox_id="F2", delimiter="/")
    server = play_imap(monkeypatch)
    empty(server)
    server.mailboxes = [INBOX, folder("Work/Kunder", mailbox_id="F2")]
    sync_account(account)
    old.refresh_from_db()
    new.refresh_from_db()
    assert (new.name, old.held_count) == ("Work/Kunder", 60)
    assert old.name != new.name
    assert (old.known_as, old.last_name) == ("Work/Kunder", "Kunder")
    assert folder_label(old) == "Kunder (no longer on the server)"
    assert folder_path(old) == "Work / Kunder"


def test_nothing_is_put_into_a_folder_that_is_no_longer_on_the_server(
    account: EmailAccount,
) -> None:
    old = mailbox_of(account, displaced("Sent", 7), use="sent", held_count=60)
    gone = mailbox_of(account, "Trash", use="trash", held_count=60, vanished_at=timezone.now())
    kept = message_in(mailbox_of(account))
    new = mailbox_of(account, "Sent", use="sent")
    assert folder_for(account.pk, SpecialUse.SENT) == new
    assert Mailbox.objects.on_server().filter(pk__in=[old.pk, gone.pk]).count() == 0
    choices = filing_of(kept, list(Mailbox.objects.filter(account=account).shown())).choices
    assert [choice.id for choice in choices] == [new.pk]


def test_a_folder_without_messages_is_forgotten_when_it_vanishes(
    account: EmailAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = mailbox_of(account, "Kunder", use="")
    empty(play_imap(monkeypatch))
    sync_account(account)
    assert not Mailbox.objects.filter(pk=old.pk).exists()


def test_a_folder_that_holds_only_folders_now_shows_no_messages(
    account: EmailAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = message_in(mailbox_of(account, "Kunder", use=""))
    server = play_imap(monkeypatch)
    empty(server)
    server.mailboxes = [INBOX, replace(folder("Kunder"), selectable=False)]
    sync_account(account)
    assert not Message.objects.filter(pk=message.pk).exists()
    assert names(account) == {"INBOX"}
    assert Mailbox.objects.filter(account=account, name="Kunder").exists()


@pytest.mark.parametrize("is_cut", [True, False], ids=["a cut list", "a list without INBOX"])
def test_a_list_that_cannot_be_whole_takes_no_folder_away(
    account: EmailAccount, monkeypatch: pytest.MonkeyPatch, is_cut: bool
) -> None:
    message = message_in(mailbox_of(account, "Kunder", use=""))
    server = play_imap(monkeypatch)
    empty(server)
    server.mailboxes = [folder("Other")]
    if is_cut:
        closed = [replace(folder(f"F{n}"), selectable=False) for n in range(MAILBOXES_LIMIT - 1)]
        server.mailboxes = [INBOX, *closed]
    sync_account(account)
    assert Message.objects.filter(pk=message.pk).exists()


def test_views_are_not_taken_and_the_folder_of_everything_comes_last(
    account: EmailAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = play_imap(monkeypatch)
    empty(server)
    server.mailboxes = [
        replace(folder("All Mail"), special_use=SpecialUse.ALL),
        replace(folder("Starred"), is_view=True),
        folder("Old", subscribed=False),
        folder("Work"),
        INBOX,
    ]
    opened: list[str] = []

    def open_mailbox(self: PlayedImap, name: str, known: object = None) -> Opened:
        opened.append(name)
        return Opened(self.select(name))

    monkeypatch.setattr(PlayedImap, "open_mailbox", open_mailbox)
    sync_account(account)
    assert opened == ["INBOX", "Work", "Old", "All Mail"]
    assert "Starred" not in names(account)


def test_a_folder_that_is_deleted_while_the_others_are_read_stops_nothing(
    account: EmailAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = play_imap(monkeypatch, record(1))
    server.mailboxes = [INBOX, folder("A"), folder("B")]

    def open_mailbox(self: PlayedImap, name: str, known: object = None) -> Opened:
        if name == "A":
            raise MailError(Code.MAILBOX_MISSING, subject=name)
        return Opened(self.select(name))

    monkeypatch.setattr(PlayedImap, "open_mailbox", open_mailbox)
    report = sync_account(account)
    assert report is not None
    assert report.errors == [Code.MAILBOX_MISSING]
    assert set(Message.objects.values_list("mailbox__name", flat=True)) == {"INBOX", "B"}


def test_what_is_pending_stands_and_the_servers_other_flags_are_taken(
    account: EmailAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = message_in(mailbox_of(account))
    PendingAction.objects.create(account=account, message=message, kind=ActionKind.UNSEEN)
    flags = Flags(seen=True, flagged=True, keywords=("kunde",))
    play_imap(monkeypatch, as_listed(message, flags))
    sync_account(account)
    message.refresh_from_db()
    assert (message.seen, message.flagged, message.keywords) == (False, True, "kunde")


def test_a_run_that_finds_nothing_leaves_rows_and_open_pages_alone(
    account: EmailAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = message_in(mailbox_of(account))
    play_imap(monkeypatch, as_listed(message))
    sync_account(account)
    sync_account(account)
    before = (Mailbox.objects.values().get(), latest(account.user_id))
    sync_account(account)
    assert (Mailbox.objects.values().get(), latest(account.user_id)) == before
