"""Mail that vanishes in masses is held back, shown and asked about; with a real Dovecot."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.models import EmailAccount
from mail.models import Mailbox, Message
from mail.models.pending_action import ActionKind
from mail.services import actions, held_mail
from tests.real.behind import (
    at,
    delete_on_server,
    folder,
    letters,
    move_on_server,
    run,
    tell_server,
)
from tests.servers.world import MailWorld
from tests.servers.world import User as Box

pytestmark = pytest.mark.django_db(transaction=True)

HOURS = timedelta(hours=1)


@pytest.fixture
def hundred(connected: MailWorld, kari: Box, account: EmailAccount) -> EmailAccount:
    """Kari's inbox holds a hundred letters, here and there."""
    connected.dovecot.deliver_many(kari.address, letters(1, 100))
    run(account)
    return account


def test_the_loss_of_most_of_a_folder_is_held_back_and_the_rest_goes_on(
    connected: MailWorld, kari: Box, hundred: EmailAccount
) -> None:
    delete_on_server(hundred, 1, 80)
    connected.dovecot.deliver_many(kari.address, letters(101, 102))
    run(hundred)
    inbox = folder(hundred)
    assert inbox.held_count == 80
    assert Message.objects.filter(mailbox=inbox).count() == 102
    assert not inbox.is_in_order


def test_a_few_deletions_go_at_once(hundred: EmailAccount) -> None:
    delete_on_server(hundred, 1, 50)
    run(hundred)
    inbox = folder(hundred)
    assert (inbox.stored_count, inbox.held_count) == (50, 0)
    assert inbox.is_in_order


def test_a_folder_that_is_suddenly_empty_is_held_back(hundred: EmailAccount) -> None:
    delete_on_server(hundred, 1, 100)
    run(hundred)
    assert folder(hundred).held_count == 100


def test_hide_them_here_too(hundred: EmailAccount) -> None:
    delete_on_server(hundred, 1, 80)
    run(hundred)
    assert held_mail.hide(folder(hundred)) == 80
    run(hundred)
    inbox = folder(hundred)
    assert (inbox.stored_count, inbox.held_count) == (20, 0)
    assert inbox.is_in_order


def test_keep_showing_them_is_kept_however_often_the_server_says_so(
    hundred: EmailAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    delete_on_server(hundred, 1, 80)
    run(hundred)
    held_mail.keep(folder(hundred))
    for hours in (13, 26, 39, 52):
        with monkeypatch.context() as patch:
            at(patch, hours * HOURS)
            run(hundred)
    inbox = folder(hundred)
    assert (inbox.stored_count, inbox.held_count) == (100, 80)


def test_three_equal_looks_within_a_day_settle_it(
    hundred: EmailAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    delete_on_server(hundred, 1, 80)
    run(hundred)
    for hours, held in ((1, 80), (13, 80), (14, 80), (26, 0)):
        with monkeypatch.context() as patch:
            at(patch, hours * HOURS)
            run(hundred)
        assert folder(hundred).held_count == held
    assert folder(hundred).stored_count == 20


def test_messages_that_come_back_are_no_longer_held(
    hundred: EmailAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    from mail.services.sync import window

    ids = set(Message.objects.values_list("pk", flat=True))
    with monkeypatch.context() as patch:
        patch.setattr(window, "wanted", lambda _run, session, *_: session.uids()[80:])
        run(hundred, full=True)
    assert folder(hundred).held_count == 80
    run(hundred, full=True)
    inbox = folder(hundred)
    assert inbox.held_count == 0
    assert inbox.is_in_order
    assert set(Message.objects.values_list("pk", flat=True)) == ids


def test_what_another_program_moves_keeps_its_rows_and_asks_nothing(hundred: EmailAccount) -> None:
    ids = set(Message.objects.values_list("pk", flat=True))
    tell_server(hundred, "CREATE", "Archive")
    move_on_server(hundred, 1, 90, "Archive")
    run(hundred)
    inbox, archive = folder(hundred), folder(hundred, "Archive")
    assert (inbox.stored_count, inbox.held_count) == (10, 0)
    assert archive.stored_count == 90
    assert set(Message.objects.values_list("pk", flat=True)) == ids
    assert inbox.is_in_order
    assert archive.is_in_order


def test_what_the_person_deletes_here_goes_however_much_it_is(hundred: EmailAccount) -> None:
    most = list(Message.objects.filter(uid__lte=80))
    actions.change_many(most, ActionKind.MOVE, target=folder(hundred, "Trash"))
    actions.replay(hundred)
    run(hundred)
    assert (folder(hundred).stored_count, folder(hundred).held_count) == (20, 0)
    assert folder(hundred, "Trash").stored_count == 80


def test_trash_may_be_emptied(connected: MailWorld, kari: Box, account: EmailAccount) -> None:
    connected.dovecot.deliver_many(kari.address, letters(1, 80), "Trash")
    run(account)
    delete_on_server(account, 1, 80, "Trash")
    run(account)
    assert folder(account, "Trash").stored_count == 0


@pytest.fixture
def projects(connected: MailWorld, kari: Box, account: EmailAccount) -> EmailAccount:
    tell_server(account, "CREATE", "Projects")
    connected.dovecot.deliver_many(kari.address, letters(1, 60), "Projects")
    run(account)
    return account


def test_a_folder_that_vanishes_stays_until_somebody_says_so(projects: EmailAccount) -> None:
    tell_server(projects, "DELETE", "Projects")
    run(projects)
    gone = folder(projects, "Projects")
    assert (gone.held_count, gone.stored_count) == (60, 60)
    assert gone in Mailbox.objects.shown()
    held_mail.hide(gone)
    assert gone not in Mailbox.objects.shown()
    assert Message.rows.filter(mailbox=gone).count() == 60


def test_a_renamed_folder_keeps_its_rows(projects: EmailAccount) -> None:
    ids = set(Message.objects.values_list("pk", flat=True))
    tell_server(projects, "RENAME", "Projects", "Projekte")
    run(projects)
    renamed = folder(projects, "Projekte")
    assert set(Message.objects.values_list("pk", flat=True)) == ids
    assert renamed.stored_count == 60
    assert renamed.is_in_order
    assert [box.name for box in Mailbox.objects.shown() if "Proj" in box.name] == ["Projekte"]


def test_a_folder_that_comes_back_is_shown_as_it_was(
    projects: EmailAccount, connected: MailWorld, kari: Box
) -> None:
    ids = set(Message.objects.values_list("pk", flat=True))
    tell_server(projects, "DELETE", "Projects")
    run(projects)
    tell_server(projects, "CREATE", "Projects")
    connected.dovecot.deliver_many(kari.address, letters(1, 60), "Projects")
    run(projects)
    back = folder(projects, "Projects")
    assert (back.held_count, back.vanished_at, back.stored_count) == (0, None, 60)
    assert set(Message.objects.values_list("pk", flat=True)) == ids
    assert back.is_in_order


def test_a_small_folder_that_is_deleted_is_gone(account: EmailAccount) -> None:
    tell_server(account, "CREATE", "Small")
    run(account)
    tell_server(account, "DELETE", "Small")
    run(account)
    assert not Mailbox.objects.filter(account=account, name="Small").exists()
