"""Folders whose names are no modified UTF-7, and those that cannot be held at all."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import EmailAccount
from accounts.shortfall import Lack
from crm_inbox.models import User
from mail.core.endpoint import Service
from mail.core.errors import Code, MailError
from mail.core.imap.mailbox import LEFT_OUT, ListedMailbox, Opened
from mail.core.imap.written_name import decoded, encoded
from mail.models import Mailbox, PendingAction
from mail.models.pending_action import ActionKind
from mail.services.actions import folders
from mail.services.actions.refusals import refusals
from mail.services.shortfalls import counted, shortfalls
from mail.services.sync import sync_account
from mail.transport.imap_list import MAILBOXES_LIMIT
from mail.views.present import folder_label, folder_path
from tests.mailboxes import account_of, mailbox_of
from tests.played import INBOX, PlayedImap, play_imap, record

OCTETS = [
    b"R&-D", b"R&D", b"R&D/Kunder", "Bücher".encode(), b"B\xfccher", b"B&APw-cher",
    b"&AOQ-&APY-", b"&AOQA9g-", b"a\x07b", b"a&AAc-b", b"&AAA-", b"&IC4-fdp",
]  # fmt: skip


@pytest.fixture
def account(anna: User) -> EmailAccount:
    account = account_of(anna)
    account.note_success(Service.IMAP, timezone.now())
    return account


def listed(octets: bytes) -> ListedMailbox:
    return ListedMailbox(decoded(octets) or "", "/", None, selectable=True)


def odd(account: EmailAccount, octets: bytes) -> Mailbox:
    return mailbox_of(account, decoded(octets) or "", use="", delimiter="/")


def lacks(account: EmailAccount) -> list[tuple[Lack, int]]:
    found = shortfalls(counted(Mailbox.objects.filter(account=account).shown()))
    return [(lack.lack, lack.number) for lack in found if lack.is_missing]


def test_every_folder_has_a_row_of_its_own_and_its_mail(
    account: EmailAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = play_imap(monkeypatch, record(1))
    server.mailboxes = [INBOX, *map(listed, OCTETS)]
    sync_account(account)
    sync_account(account)
    rows = Mailbox.objects.filter(account=account).shown().exclude(name="INBOX")
    assert {encoded(row.name) for row in rows} == set(OCTETS)
    assert all(row.stored_count == 1 for row in rows)
    assert all(row.last_name.isprintable() for row in rows)
    assert lacks(account) == []


def test_a_folder_with_an_odd_name_is_shown_below_its_parent(account: EmailAccount) -> None:
    parent, child = odd(account, b"Gr\xc3\xb6\xc3\x9fe"), odd(account, b"Gr\xc3\xb6\xc3\x9fe/R&D")
    assert (folder_label(parent), folder_label(child)) == ("Größe", "R&D")
    assert folder_path(child) == "Größe / R&D"
    assert child.sort_key == (100, "grösse/r&d")
    assert not folders.is_empty(parent)


def test_a_folder_made_below_an_odd_one_has_its_octets_in_front(account: EmailAccount) -> None:
    made = folders.create_folder(account.pk, "Ærø", odd(account, b"R&D"))
    assert encoded(made.name) == b"R&D/&AMY-r&APg-"
    assert decoded(encoded(made.name)) == made.name


def test_a_new_name_takes_the_place_of_the_odd_one_and_the_children_along(
    account: EmailAccount,
) -> None:
    parent, child = odd(account, b"x/R&D"), odd(account, b"x/R&D/B\xfccher")
    folders.rename_folder(parent, "R&D")
    assert not PendingAction.objects.exists(), "the name that is shown is no other name"
    folders.rename_folder(parent, "Research")
    child.refresh_from_db()
    action = PendingAction.objects.get()
    assert (encoded(action.old_name), encoded(action.name)) == (b"x/R&D", b"x/Research")
    assert encoded(child.name) == b"x/Research/B\xfccher"


def test_a_refusal_names_the_folder_as_people_read_it(account: EmailAccount) -> None:
    folder = odd(account, b"R&D\xff")
    PendingAction.objects.create(
        account=account, mailbox=folder, kind=ActionKind.RENAME, old_name=folder.name,
        name="Research", state="refused", problem_code=Code.COMMAND_REFUSED.value,
    )  # fmt: skip
    (refusal,) = refusals(account)
    assert (refusal.old_name, refusal.name) == ("R&Dÿ", "Research")


def test_folders_that_cannot_be_held_are_said_and_said_no_longer_when_they_can(
    annas: Client, account: EmailAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = play_imap(monkeypatch, record(1))
    too_long = ListedMailbox("\uf7ff" * 900, "/", None, selectable=True)
    server.mailboxes = [INBOX, LEFT_OUT, LEFT_OUT, too_long]
    sync_account(account)
    assert lacks(account) == [(Lack.LEFT_OUT, 3)]
    page = annas.get("/inbox/").content.decode()
    assert "Up to date" not in page
    assert "3 folders on the server cannot be shown here." in page
    page = annas.get(f"/options/email/{account.pk}/folders/").content.decode()
    assert "3 folders on the server cannot be shown here." in page
    assert "Rename or delete them on the server" in page
    server.mailboxes = [INBOX]
    sync_account(account)
    assert lacks(account) == []
    assert "Up to date" in annas.get("/inbox/").content.decode()


def test_folders_beyond_the_limit_are_said_and_take_none_away(
    account: EmailAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = mailbox_of(account, "Kunder", use="")
    server = play_imap(monkeypatch, record(1))
    closed = [
        ListedMailbox(f"F{number}", "/", None, selectable=False)
        for number in range(MAILBOXES_LIMIT - 1)
    ]
    server.mailboxes = [INBOX, *closed, LEFT_OUT]
    sync_account(account)
    assert lacks(account) == [(Lack.LEFT_OUT, 1)]
    assert Mailbox.objects.filter(pk=kept.pk, vanished_at=None).exists()


def test_a_folder_that_the_server_does_not_open_by_its_own_name_is_not_green(
    account: EmailAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = play_imap(monkeypatch, record(1))
    server.mailboxes = [INBOX, listed(b"R&D")]

    def open_mailbox(self: PlayedImap, name: str, known: object = None) -> Opened:
        if name != "INBOX":
            raise MailError(Code.COMMAND_REFUSED, "not valid mUTF-7")
        return Opened(self.select(name))

    monkeypatch.setattr(PlayedImap, "open_mailbox", open_mailbox)
    sync_account(account)
    assert lacks(account) == [(Lack.CLOSED, 0)]
