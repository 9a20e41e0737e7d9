"""A message keeps its row whatever happens to its place: moves in any order, new numbers."""

from __future__ import annotations

from collections import Counter

import pytest

from accounts.models import EmailAccount
from mail.core.errors import Code
from mail.models import Mailbox, Message, PendingAction
from mail.models.pending_action import ActionKind
from mail.services.stopping import Stopping
from mail.services.sync import order, sync_account
from tests.real.other_program import here, letter, on_server, program, synced
from tests.servers.world import MailWorld
from tests.servers.world import User as Box

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def box(world: MailWorld, kari: Box) -> Box:
    """Kari's: three letters in INBOX, two in Kunder, all of them here."""
    world.dovecot.deliver_many(kari.address, [letter(number) for number in range(1, 4)])
    world.dovecot.deliver_many(kari.address, [letter(number) for number in (4, 5)], "Kunder")
    return kari


def rows_of(account: EmailAccount) -> dict[str, int]:
    return {m.subject: m.pk for m in Message.objects.filter(account=account)}


def stops_after_inbox(monkeypatch: pytest.MonkeyPatch, account: EmailAccount) -> None:
    def stop(*_arguments: object, **_named: object) -> None:
        raise Stopping

    with monkeypatch.context() as patch:
        patch.setattr(order, "bring_folders", stop)
        sync_account(account)


def test_a_move_that_is_half_seen_when_the_worker_stops_is_a_move_all_the_same(
    world: MailWorld, box: Box, account: EmailAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced(account)
    before = rows_of(account)
    with program(world, box) as other:
        other.open("Kunder")
        other.move("1", "INBOX")
    stops_after_inbox(monkeypatch, account)
    assert Message.objects.filter(account=account, subject="Letter 4").count() == 2
    synced(account)
    assert rows_of(account) == before
    assert Message.rows.filter(account=account).count() == 5
    assert here(account) == on_server(world, box)


def test_what_a_person_did_to_the_newer_row_is_not_lost_with_it(
    world: MailWorld, box: Box, account: EmailAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced(account)
    old = Message.objects.get(account=account, subject="Letter 4")
    with program(world, box) as other:
        other.open("Kunder")
        other.move("1", "INBOX")
    stops_after_inbox(monkeypatch, account)
    newer = Message.objects.get(account=account, subject="Letter 4", mailbox__name="INBOX")
    action = PendingAction.objects.create(account=account, message=newer, kind=ActionKind.FLAG)
    synced(account)
    action.refresh_from_db()
    old.refresh_from_db()
    assert action.message_id == old.pk
    assert old.mailbox.name == "INBOX"


def test_new_numbers_leave_every_row_in_place_and_fetch_no_text_again(
    world: MailWorld, box: Box, account: EmailAccount
) -> None:
    world.dovecot.deliver_many(box.address, [letter(9)] * 3)
    synced(account)
    before = sorted(Message.rows.filter(account=account).values_list("pk", "body__text"))
    world.dovecot.forget_numbers(box.address)
    world.dovecot.record(box.address)
    synced(account)
    after = sorted(Message.rows.filter(account=account).values_list("pk", "body__text"))
    assert after == before
    assert "BODY.PEEK[1]" not in world.dovecot.commands(box.address)
    assert here(account) == on_server(world, box)
    assert Counter(m.subject for m in Message.objects.filter(account=account))["Letter 9"] == 3


def test_what_is_gone_when_the_numbers_change_goes_and_what_is_new_comes(
    world: MailWorld, box: Box, account: EmailAccount
) -> None:
    synced(account)
    with program(world, box) as other:
        other.open()
        other.expunge("2")
    world.dovecot.forget_numbers(box.address)
    world.dovecot.deliver(box.address, letter(10))
    report = synced(account)
    assert (report.fetched, report.expunged) == (1, 1)
    assert here(account) == on_server(world, box)


def test_numbers_that_change_each_time_are_told_and_hold_up_no_other_folder(
    world: MailWorld, box: Box, account: EmailAccount
) -> None:
    for _ in range(5):
        sync_account(account)
        world.dovecot.forget_numbers(box.address, "Kunder")
        with program(world, box) as other:
            other.create("Lift")  # the server's clock of uidvalidities moves on
            other.delete("Lift")
    world.dovecot.deliver(box.address, letter(11))
    report = sync_account(account)
    folder = Mailbox.objects.get(account=account, name="Kunder")
    assert report is not None
    assert report.errors == [Code.PROTOCOL]
    assert folder.problem_code == Code.PROTOCOL
    assert "UIDVALIDITY" in folder.server_said
    assert Message.objects.filter(account=account, subject="Letter 11").exists()


def test_a_folder_that_was_deleted_leaves_its_messages_to_be_found_again(
    world: MailWorld, box: Box, account: EmailAccount
) -> None:
    synced(account)
    before = rows_of(account)
    with program(world, box) as other:
        other.delete("Kunder")
    synced(account)
    assert not Message.objects.filter(account=account, mailbox__name="Kunder").exists()
    assert not Mailbox.objects.filter(account=account, name="Kunder").shown().exists()
    world.dovecot.deliver_many(box.address, [letter(4), letter(5)], "Archiv")
    synced(account)
    assert rows_of(account) == before
    synced(account)
    assert not Mailbox.objects.filter(account=account, name="Kunder").exists()
