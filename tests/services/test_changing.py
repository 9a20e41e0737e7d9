"""What a person changes is so on the screen at once, and is noted once for the server."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import EmailAccount
from crm_inbox.models import User
from mail.core.errors import Code, MailError
from mail.core.imap.special_use import SpecialUse
from mail.models import EventSequence, Lane, Mailbox, Message, PendingAction
from mail.models.lane import LaneName
from mail.models.pending_action import ActionKind, ActionState
from mail.services import actions, overlay, tick
from mail.services.actions import filing, folders, putting_back, refusals
from mail.services.leases import Lease
from tests.mailboxes import NOON, account_of, mailbox_of, message_in
from tests.played import play_imap


@pytest.fixture
def projects(account: EmailAccount) -> Mailbox:
    return mailbox_of(account, "Projects", "")


@pytest.fixture
def trash(account: EmailAccount) -> Mailbox:
    return mailbox_of(account, "Trash", "trash")


def refuse(account: EmailAccount, *refused: PendingAction, code: Code = Code.NO_RIGHTS) -> None:
    lease = Lease.take(account.pk, LaneName.INTERACTIVE)
    assert lease is not None
    putting_back.put_back(refused, MailError(code, "no way"), lease)
    lease.release(due_at=None)


def place(message: Message) -> tuple[int, int, int]:
    row = Message.rows.get(pk=message.pk)
    return row.mailbox_id, row.uidvalidity, row.uid


def test_a_move_shows_at_once_and_counts_in_both_folders(inbox: Mailbox, trash: Mailbox) -> None:
    first, second = message_in(inbox), message_in(inbox, seen=True)
    filing.throw_away([first, second])
    inbox.refresh_from_db()
    trash.refresh_from_db()
    assert (inbox.stored_count, inbox.unseen_count) == (0, 0)
    assert (trash.stored_count, trash.unseen_count) == (2, 1)
    noted = PendingAction.objects.first()
    assert noted is not None
    assert (noted.mailbox, noted.uidvalidity, noted.uid) == (inbox, 1, first.uid)


def test_a_double_click_is_one_action(inbox: Mailbox, trash: Mailbox) -> None:
    message = message_in(inbox)
    assert [filing.throw_away([message]), filing.throw_away([message])] == [1, 0]
    actions.change(message, ActionKind.FLAG)
    actions.change(message, ActionKind.FLAG)
    assert PendingAction.objects.count() == 2


@pytest.mark.parametrize("kind", [ActionKind.SEEN, ActionKind.MOVE, ActionKind.ERASE])
def test_five_hundred_take_as_many_statements_as_two_and_one_event(
    inbox: Mailbox, projects: Mailbox, anna: User, kind: ActionKind
) -> None:
    target = projects if kind is ActionKind.MOVE else None
    actions.change(message_in(inbox), ActionKind.FLAG)  # the lane and the row of events are there
    taken = []
    for number in (2, 500):
        rows = [message_in(inbox) for _ in range(number)]
        Lane.objects.update(due_at=None)
        before = EventSequence.of(anna.pk).number
        with CaptureQueriesContext(connection) as queries:
            assert actions.change_many(rows, kind, target) == number
        taken.append(len(queries))
        assert EventSequence.of(anna.pk).number == before + 1
    assert taken[0] == taken[1]
    assert PendingAction.objects.filter(kind=kind).count() == 502


def test_mail_of_another_account_does_not_move_into_a_folder_of_this_one(
    inbox: Mailbox, ole: User
) -> None:
    his = mailbox_of(account_of(ole))
    message = message_in(his)
    assert actions.change_many([message], ActionKind.MOVE, inbox) == 0
    assert not PendingAction.objects.exists()


def test_a_refused_move_is_put_back_exactly(inbox: Mailbox, projects: Mailbox) -> None:
    message = message_in(inbox)
    before = place(message)
    actions.change(message, ActionKind.MOVE, projects)
    actions.change(message, ActionKind.FLAG)
    refuse(inbox.account, PendingAction.objects.get(kind="move"))
    assert place(message) == before
    assert Message.objects.get(pk=message.pk).flagged
    inbox.refresh_from_db()
    projects.refresh_from_db()
    assert (inbox.stored_count, projects.stored_count) == (1, 0)
    (refusal,) = refusals.refusals(inbox.account)
    assert (refusal.subject, refusal.target, refusal.problem.code) == (
        "Offer", projects, Code.NO_RIGHTS,
    )  # fmt: skip


def test_after_a_refused_move_a_later_one_begins_where_the_message_is(
    inbox: Mailbox, projects: Mailbox, trash: Mailbox
) -> None:
    message = message_in(inbox)
    before = place(message)
    actions.change(message, ActionKind.MOVE, projects)
    filing.throw_away([message])
    first, second = PendingAction.objects.all()
    refuse(inbox.account, first)
    second.refresh_from_db()
    assert (second.mailbox_id, second.uidvalidity, second.uid) == before
    assert Message.objects.get(pk=message.pk).mailbox == trash
    refuse(inbox.account, second)
    assert place(message) == before


def test_a_refused_flag_yields_to_what_the_person_did_since(inbox: Mailbox) -> None:
    message = message_in(inbox)
    for kind in (ActionKind.FLAG, ActionKind.UNFLAG, ActionKind.FLAG):
        actions.change(message, kind)
    flag, unflag, again = PendingAction.objects.all()
    refuse(inbox.account, flag)
    assert Message.objects.get(pk=message.pk).flagged
    unflag.refresh_from_db()
    refuse(inbox.account, unflag)
    assert Message.objects.get(pk=message.pk).flagged
    again.refresh_from_db()
    refuse(inbox.account, again)
    assert not Message.objects.get(pk=message.pk).flagged


def test_what_no_worker_has_begun_can_be_taken_back(inbox: Mailbox, projects: Mailbox) -> None:
    message = message_in(inbox)
    before = place(message)
    actions.change(message, ActionKind.MOVE, projects)
    assert actions.take_back(PendingAction.objects.get())
    assert place(message) == before
    assert not PendingAction.objects.exists()

    actions.change(message, ActionKind.MOVE, projects)
    PendingAction.objects.update(state=ActionState.BEGUN)
    assert not actions.take_back(PendingAction.objects.get())
    assert Message.objects.get(pk=message.pk).mailbox == projects


def test_erasing_hides_and_taking_back_shows_again(inbox: Mailbox, trash: Mailbox) -> None:
    message = message_in(trash)
    assert filing.erase([message]) == 1
    assert not Message.objects.exists()
    actions.take_back(PendingAction.objects.get())
    row = Message.objects.get()
    assert (row.deleted, row.mailbox) == (False, trash)


def test_nothing_outside_trash_and_junk_is_erased(inbox: Mailbox) -> None:
    assert filing.erase([message_in(inbox)]) == 0
    assert Message.objects.count() == 1


def test_a_missing_archive_folder_is_made_on_first_use(inbox: Mailbox) -> None:
    Mailbox.objects.filter(pk=inbox.pk).update(delimiter=".")
    mailbox_of(inbox.account, "INBOX.Old", "")
    filing.archive([message_in(inbox)])
    made = Mailbox.objects.with_use(SpecialUse.ARCHIVE).get()
    assert (made.name, made.stored_count) == ("INBOX.Archive", 1)
    assert [action.kind for action in PendingAction.objects.all()] == ["create", "move"]
    filing.archive([message_in(inbox)])
    assert PendingAction.objects.filter(kind="create").count() == 1


def test_a_folder_that_is_not_to_be_gives_its_mail_back(
    inbox: Mailbox, account: EmailAccount
) -> None:
    message = message_in(inbox)
    before = place(message)
    filing.archive([message])
    refuse(account, PendingAction.objects.get(kind="create"), code=Code.CHANGE_IMPOSSIBLE)
    assert place(message) == before
    assert not Mailbox.objects.with_use(SpecialUse.ARCHIVE).exists()
    assert PendingAction.objects.refused().count() == 2


def test_equal_refusals_are_one_and_go_with_one_click(inbox: Mailbox, projects: Mailbox) -> None:
    actions.change_many([message_in(inbox) for _ in range(3)], ActionKind.MOVE, projects)
    actions.change(message_in(inbox), ActionKind.FLAG)
    refuse(inbox.account, *PendingAction.objects.filter(kind="move"))
    refuse(inbox.account, PendingAction.objects.get(kind="flag"))
    flag, moves = refusals.refusals(inbox.account)
    assert (flag.count, moves.count) == (1, 3)
    refusals.dismiss(PendingAction.objects.get(pk=moves.id))
    assert [one.kind for one in refusals.refusals(inbox.account)] == [ActionKind.FLAG]


def test_a_refusal_that_nobody_reads_is_forgotten_after_a_month(inbox: Mailbox) -> None:
    actions.change_many([message_in(inbox), message_in(inbox)], ActionKind.FLAG)
    old, _new = PendingAction.objects.all()
    PendingAction.objects.update(state=ActionState.REFUSED)
    PendingAction.objects.filter(pk=old.pk).update(created_at=NOON - timedelta(days=40))
    tick.tidy()
    assert PendingAction.objects.exclude(pk=old.pk).get()
    assert not PendingAction.objects.filter(pk=old.pk).exists()


def test_by_how_many_a_folder_is_ahead_of_the_server_is_known(
    inbox: Mailbox, projects: Mailbox, trash: Mailbox
) -> None:
    rows = [message_in(inbox) for _ in range(3)]
    actions.change_many(rows, ActionKind.MOVE, projects)
    filing.throw_away(rows[:1])
    ahead = overlay.ahead_by_folder(inbox.account_id)
    assert [ahead[box.pk] for box in (inbox, projects, trash)] == [-3, 2, 1]


def test_only_the_flag_that_was_changed_here_stands(inbox: Mailbox) -> None:
    message = message_in(inbox)
    actions.change(message, ActionKind.SEEN)
    assert overlay.pending_flags(inbox.account_id) == {message.pk: frozenset({"seen"})}
    PendingAction.objects.update(state=ActionState.REFUSED)
    assert overlay.pending_flags(inbox.account_id) == {}


def test_a_renamed_folder_takes_its_rows_and_children_along(
    account: EmailAccount, inbox: Mailbox
) -> None:
    parent, child = mailbox_of(account, "Work", ""), mailbox_of(account, "Work/Old", "")
    mailbox_of(account, "Workshop", "")
    Mailbox.objects.update(delimiter="/")
    parent.refresh_from_db()
    message = message_in(child)
    folders.rename_folder(parent, "Projects")
    assert set(Mailbox.objects.values_list("name", flat=True)) == {
        "INBOX", "Projects", "Projects/Old", "Workshop",
    }  # fmt: skip
    assert Message.objects.get(pk=message.pk).mailbox == child
    moving = overlay.folders_on_their_way(account.pk)
    assert moving.pks == {parent.pk, child.pk}
    assert moving.hides("Work/Old")
    assert not moving.hides("Workshop")
    refuse(account, PendingAction.objects.get())
    assert Mailbox.objects.get(pk=child.pk).name == "Work/Old"


@pytest.mark.parametrize("name", ["projects", "Old name"])
def test_a_name_in_use_is_not_given_twice(
    account: EmailAccount, inbox: Mailbox, projects: Mailbox, name: str
) -> None:
    other = mailbox_of(account, "Old name", "")
    folders.rename_folder(other, "New name")
    with pytest.raises(folders.FolderFault):
        folders.create_folder(account.pk, name)


def test_folders_with_a_purpose_or_with_mail_stay(
    account: EmailAccount, inbox: Mailbox, projects: Mailbox, trash: Mailbox
) -> None:
    message_in(projects)
    for folder in (inbox, trash):
        with pytest.raises(folders.NotOwn):
            folders.remove_folder(folder)
        with pytest.raises(folders.NotOwn):
            folders.rename_folder(folder, "Other")
    with pytest.raises(folders.NotEmpty):
        folders.remove_folder(projects)
    assert not PendingAction.objects.exists()


def test_a_removed_folder_is_out_of_sight_until_the_server_says_no(
    account: EmailAccount, projects: Mailbox
) -> None:
    folders.remove_folder(projects)
    folders.remove_folder(projects)
    assert not Mailbox.objects.shown().exists()
    refuse(account, PendingAction.objects.get(), code=Code.MAILBOX_NOT_EMPTY)
    assert Mailbox.objects.shown().get() == projects


def test_an_action_on_mail_that_is_long_gone_is_forgotten(
    inbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = play_imap(monkeypatch)
    message = message_in(inbox)
    actions.change(message, ActionKind.FLAG)
    Message.objects.update(gone_at=timezone.now())
    actions.replay(inbox.account)
    assert PendingAction.objects.exists()
    Message.rows.update(gone_at=timezone.now() - timedelta(hours=1))
    actions.replay(inbox.account)
    assert not PendingAction.objects.exists()
    assert server.stored == []
