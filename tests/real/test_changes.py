"""What other programs do to a mailbox, seen here after one synchronisation: with QRESYNC, with
CONDSTORE only, and with neither."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from accounts.models import EmailAccount
from mail.models import Mailbox, Message
from tests.real.other_program import Program, here, letter, on_server, program, synced
from tests.servers.capabilities import OnlyCondstore, Plain
from tests.servers.world import MailWorld
from tests.servers.world import User as Box

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.parametrize(
        "world",
        [MailWorld, OnlyCondstore, Plain],
        indirect=True,
        ids=["qresync", "condstore", "plain"],
    ),
]


@pytest.fixture
def box(world: MailWorld, kari: Box) -> Box:
    """Kari's: ten letters in INBOX, five in Kunder."""
    world.dovecot.deliver_many(kari.address, [letter(number) for number in range(1, 11)])
    world.dovecot.deliver_many(kari.address, [letter(n) for n in range(11, 16)], "Kunder")
    return kari


def a_flag(other: Program) -> None:
    other.open()
    other.flag("3", "\\Seen \\Flagged")


def a_keyword(other: Program) -> None:
    other.open()
    other.flag("4:6", "$Forwarded Kunde")


def a_flag_taken_back(other: Program) -> None:
    other.open()
    other.flag("1:10", "\\Seen")
    other.flag("2:9", "\\Seen", "-")


def an_expunge(other: Program) -> None:
    other.open()
    other.expunge("2,5:7")


def everything_expunged(other: Program) -> None:
    other.open("Kunder")
    other.expunge("1:*")


def a_move_into_another_folder(other: Program) -> None:
    other.open()
    other.move("3:4", "Kunder")


def a_move_into_inbox(other: Program) -> None:
    other.open("Kunder")
    other.move("1:2", "INBOX")


def a_move_there_and_back(other: Program) -> None:
    other.open()
    other.move("3", "Kunder")
    other.open("Kunder")
    other.move("6", "INBOX")


def a_copy(other: Program) -> None:
    other.open()
    other.copy("1:3", "Kunder")


def a_move_into_a_new_folder(other: Program) -> None:
    other.create("Kunder/2026")
    other.open()
    other.move("8:10", "Kunder/2026")


def a_rename(other: Program) -> None:
    other.rename("Kunder", "Clients")


def a_rename_with_a_move(other: Program) -> None:
    other.open("Kunder")
    other.move("1", "INBOX")
    other.rename("Kunder", "Kundenliste")


def a_deleted_folder(other: Program) -> None:
    other.delete("Kunder")


def a_folder_made_anew(other: Program) -> None:
    other.delete("Kunder")
    other.create("Kunder")
    other.open()
    other.copy("1:2", "Kunder")


CHANGES = [
    a_flag, a_keyword, a_flag_taken_back, an_expunge, everything_expunged,
    a_move_into_another_folder, a_move_into_inbox, a_move_there_and_back, a_copy,
    a_move_into_a_new_folder, a_rename, a_rename_with_a_move, a_deleted_folder,
    a_folder_made_anew,
]  # fmt: skip


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_what_is_held_equals_what_the_server_has(
    world: MailWorld, box: Box, account: EmailAccount, change: Callable[[Program], None]
) -> None:
    synced(account)
    assert here(account) == on_server(world, box)
    with program(world, box) as other:
        change(other)
    synced(account)
    assert here(account) == on_server(world, box)
    assert all(m.stored_count == m.exists for m in Mailbox.objects.filter(selectable=True))


def test_new_mail_and_changes_at_the_same_time_are_all_taken(
    world: MailWorld, box: Box, account: EmailAccount
) -> None:
    synced(account)
    with program(world, box) as other:
        a_flag(other)
        an_expunge(other)
    world.dovecot.deliver(box.address, letter(99))
    report = synced(account)
    assert (report.fetched, report.expunged) == (1, 4)
    assert here(account) == on_server(world, box)


def test_a_run_that_finds_nothing_asks_for_no_message_and_tells_no_page(
    world: MailWorld, box: Box, account: EmailAccount
) -> None:
    synced(account)
    world.dovecot.record(box.address)
    report = synced(account)
    said = world.dovecot.commands(box.address)
    assert not report.found_something
    assert "BODY" not in said


MOVES = [a_move_into_another_folder, a_move_into_inbox, a_move_into_a_new_folder]


@pytest.mark.parametrize("move", MOVES, ids=lambda move: move.__name__)
def test_a_message_that_was_moved_keeps_its_row_and_its_text(
    world: MailWorld, box: Box, account: EmailAccount, move: Callable[[Program], None]
) -> None:
    synced(account)
    before = {m.subject: m.pk for m in Message.objects.filter(account=account)}
    with program(world, box) as other:
        move(other)
    world.dovecot.record(box.address)
    synced(account)
    assert {m.subject: m.pk for m in Message.objects.filter(account=account)} == before
    assert Message.rows.filter(account=account).count() == len(before)


def test_a_copy_is_a_row_of_its_own(world: MailWorld, box: Box, account: EmailAccount) -> None:
    synced(account)
    with program(world, box) as other:
        a_copy(other)
    synced(account)
    synced(account)  # INBOX is found with the copy beside it
    assert Message.objects.filter(account=account, subject="Letter 1").count() == 2
    with program(world, box) as other:
        other.open()
        other.expunge("1")
    synced(account)
    (left,) = Message.objects.filter(account=account, subject="Letter 1")
    (gone,) = Message.rows.filter(account=account, subject="Letter 1").exclude(pk=left.pk)
    assert left.mailbox.name == "Kunder"
    assert gone.gone_at is not None


def test_the_rows_of_a_renamed_folder_stay(
    world: MailWorld, box: Box, account: EmailAccount
) -> None:
    synced(account)
    folder = Mailbox.objects.get(account=account, name="Kunder")
    rows = set(Message.objects.in_mailbox(folder).values_list("pk", flat=True))
    with program(world, box) as other:
        other.rename("Kunder", "Clients")
    report = synced(account)
    folder.refresh_from_db()
    assert folder.name == "Clients"
    assert set(Message.objects.in_mailbox(folder).values_list("pk", flat=True)) == rows
    assert (report.fetched, report.expunged) == (0, 0)
