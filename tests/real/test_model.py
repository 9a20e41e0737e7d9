"""Whatever happens to a mailbox, on the server and here, in whatever order, and wherever the worker
is killed: in the end both sides hold the same, nothing was lost or doubled, and what a person did
stood in between.

The rules below are drawn at random (hypothesis, stateful); what fails is shrunk to the shortest
story that fails. ``MODEL_STORIES=500`` tells more of them, each time others.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    precondition,
    rule,
    run_state_machine_as_test,
)

from accounts.models import EmailAccount
from crm_inbox.models import User
from mail.core.errors import Code, MailError
from mail.models import Lane, Mailbox, Message, PendingAction
from mail.models.message import MessageState
from mail.models.pending_action import ActionKind
from mail.services import actions
from mail.services.actions import filing
from mail.services.dumping import flag_names
from mail.services.sync import sync_account
from mail.transport.imap_session import ImapSession
from tests.engine.conftest import account_for
from tests.engine.letters import letter
from tests.killing import Killed, killed_after
from tests.real.other_program import Place, Program, content_of, everything, program
from tests.servers.world import MailWorld

pytestmark = pytest.mark.django_db(transaction=True)

STORIES = int(os.environ.get("MODEL_STORIES", "0"))
FLAGS = ["\\Seen", "\\Flagged", "\\Answered", "\\Deleted", "$Forwarded", "urgent"]
NAMES = ["Projects", "Projects/2026", "Größe", "Old", "Later"]
MARKS = [ActionKind.SEEN, ActionKind.UNSEEN, ActionKind.FLAG, ActionKind.UNFLAG]
ROUNDS = 6
"""Synchronisations after which nothing may be left to do."""

_numbers = count(1)


class TwoSides(RuleBasedStateMachine):
    """A mailbox of its own for each story. *world* and *anna* are set by the test."""

    world: MailWorld
    anna: User

    def __init__(self) -> None:
        super().__init__()
        EmailAccount.objects.all().delete()
        self.box = self.world.new_user("model")
        self.account = account_for(self.world, self.box, self.anna)
        self.arrived = Counter[str]()  # by content, copies with it
        self.erased = set[str]()

    # What other programs do.

    @rule(data=st.data(), number=st.integers(1, 4), flag=st.sampled_from(["", *FLAGS]))
    def mail_arrives(self, data: st.DataObject, number: int, flag: str) -> None:
        folder = self._some_folder(data)
        for _ in range(number):
            self._append(folder, letter(next(_numbers)), flag)

    @rule(data=st.data())
    def the_same_mail_comes_twice(self, data: st.DataObject) -> None:
        raw = letter(next(_numbers))
        self._append(self._some_folder(data), raw)
        self._append("INBOX", raw)

    @rule(data=st.data(), flag=st.sampled_from(FLAGS), on=st.booleans())
    def a_flag_changes_there(self, data: st.DataObject, flag: str, on: bool) -> None:
        if place := self._some_place(data):
            with self._at(place[0]) as there:
                there.flag(str(place[1]), flag, sign="+" if on else "-")

    @rule(data=st.data())
    def a_message_is_moved_there(self, data: st.DataObject) -> None:
        if place := self._some_place(data):
            with self._at(place[0]) as there:
                there.move(str(place[1]), self._some_folder(data))

    @rule(data=st.data())
    def a_message_is_copied_there(self, data: st.DataObject) -> None:
        if place := self._some_place(data):
            with self._at(place[0]) as there:
                there.copy(str(place[1]), self._some_folder(data))
            self.arrived[place[2]] += 1

    @rule(data=st.data())
    def a_message_is_deleted_there(self, data: st.DataObject) -> None:
        if place := self._some_place(data):
            with self._at(place[0]) as there:
                there.expunge(str(place[1]))
            self.erased.add(place[2])

    @rule(data=st.data())
    def a_folder_is_made_there(self, data: st.DataObject) -> None:
        if name := self._free_name(data):
            with program(self.world, self.box) as there:
                there.create(name)

    @rule(data=st.data())
    def a_folder_is_renamed_there(self, data: st.DataObject) -> None:
        old, new = self._own_folder(data), self._free_name(data)
        if old and new and not new.startswith(f"{old}/"):
            with program(self.world, self.box) as there:
                there.rename(old, new)

    @rule(data=st.data())
    def a_folder_is_deleted_there(self, data: st.DataObject) -> None:
        if old := self._own_folder(data):
            self.erased |= {content for _, _, content, _ in self._places(old)}
            with program(self.world, self.box) as there:
                there.delete(old)

    @rule(data=st.data())
    def every_uid_changes(self, data: st.DataObject) -> None:
        self.world.dovecot.forget_numbers(self.box.address, self._some_folder(data))

    # What people do here, and the worker.

    @precondition(lambda self: Message.objects.exists())
    @rule(data=st.data(), kind=st.sampled_from(MARKS))
    def a_message_is_marked_here(self, data: st.DataObject, kind: ActionKind) -> None:
        actions.change(self._some_row(data), kind)

    @precondition(lambda self: Message.objects.exists())
    @rule(data=st.data(), number=st.integers(1, 4))
    def mail_is_moved_here(self, data: st.DataObject, number: int) -> None:
        folders = Mailbox.objects.filter(account=self.account).on_server().order_by("pk")
        target = data.draw(st.sampled_from(list(folders)))
        rows = {row.pk: row for row in (self._some_row(data) for _ in range(number))}
        actions.change_many(list(rows.values()), ActionKind.MOVE, target=target)

    @precondition(lambda self: Message.objects.exists())
    @rule(data=st.data(), how=st.sampled_from(sorted(filing.FILE_AS)))
    def a_message_is_filed_here(self, data: st.DataObject, how: str) -> None:
        filing.FILE_AS[how]([self._some_row(data)])

    @precondition(lambda self: PendingAction.objects.waiting().exists())
    @rule(data=st.data())
    def something_is_taken_back(self, data: st.DataObject) -> None:
        waiting = PendingAction.objects.waiting().order_by("pk")
        actions.take_back(data.draw(st.sampled_from(list(waiting))))

    @rule()
    def the_server_is_told(self) -> None:
        actions.replay(self.account)

    @rule(full=st.booleans())
    def mail_is_brought(self, full: bool) -> None:
        sync_account(self.account, full=full, budget_s=60)
        nothing_flickered()

    @rule(statements=st.integers(1, 60))
    def the_worker_is_killed_while_it_brings_mail(self, statements: int) -> None:
        try:
            with killed_after(statements):
                sync_account(self.account, budget_s=60)
        except Killed:
            self._leases_run_out()

    @rule(statements=st.integers(1, 25))
    def the_worker_is_killed_while_it_tells(self, statements: int) -> None:
        try:
            with killed_after(statements):
                actions.replay(self.account)
        except Killed:
            self._leases_run_out()

    @rule()
    def the_line_breaks_while_it_tells(self) -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(ImapSession, "store_flags", _drop)
            actions.replay(self.account)
        self._leases_run_out()

    def teardown(self) -> None:
        for _ in range(ROUNDS):
            PendingAction.objects.update(not_before=None)  # pauses are over
            actions.replay(self.account)
            sync_account(self.account, budget_s=60)
        assert not PendingAction.objects.exists()
        assert not Message.objects.filter(state=MessageState.LISTED).exists()
        there = everything(self.world, self.box)
        assert here(self.account) == there
        self._nothing_was_lost_or_doubled(there)
        self.account.refresh_from_db()
        assert self.account.problem is None

    def _leases_run_out(self) -> None:
        Lane.objects.update(owner="", lease_until=None, dispatched_until=None)

    def _nothing_was_lost_or_doubled(self, there: Counter[Place]) -> None:
        """But for what other programs erased: nobody erases anything here."""
        held = Counter(content for _, _, content, _ in there.elements())
        kept = {content: n for content, n in self.arrived.items() if content not in self.erased}
        assert {content: held[content] for content in kept} == kept

    def _append(self, folder: str, raw: bytes, flags: str = "") -> None:
        with program(self.world, self.box) as there:
            there.append(folder, raw, flags)
        header, _, _ = raw.partition(b"\r\n\r\n")
        self.arrived[content_of(header + b"\r\n\r\n", len(raw))] += 1

    @contextmanager
    def _at(self, folder: str) -> Iterator[Program]:
        with program(self.world, self.box) as there:
            there.open(folder)
            yield there

    def _folders(self) -> list[str]:
        with program(self.world, self.box) as there:
            return there.mailboxes()

    def _places(self, folder: str) -> list[Place]:
        with program(self.world, self.box) as there:
            return list(there.places(folder))

    def _some_folder(self, data: st.DataObject) -> str:
        return str(data.draw(st.sampled_from(self._folders())))

    def _some_place(self, data: st.DataObject) -> Place | None:
        places = self._places(self._some_folder(data))
        return data.draw(st.sampled_from(places)) if places else None

    def _some_row(self, data: st.DataObject) -> Message:
        rows = list(Message.objects.order_by("pk").values_list("pk", flat=True))
        return Message.objects.select_related("mailbox", "account").get(
            pk=data.draw(st.sampled_from(rows))
        )

    def _own_folder(self, data: st.DataObject) -> str | None:
        own = [name for name in self._folders() if name in NAMES]
        return data.draw(st.sampled_from(own)) if own else None

    def _free_name(self, data: st.DataObject) -> str | None:
        taken = set(self._folders())
        free = [name for name in NAMES if name not in taken]
        return data.draw(st.sampled_from(free)) if free else None


def nothing_flickered() -> None:
    """Where a person put a message, there it is shown until the server has learnt of it."""
    leaving = PendingAction.objects.waiting().leaving()
    for action in leaving.select_related("message"):
        message = action.message
        is_last = not leaving.filter(message=message, pk__gt=action.pk).exists()
        if message is not None and is_last and message.is_placeless:
            assert message.mailbox_id == action.target_id
            assert message.gone_at is None


def _drop(*_arguments: object, **_named: object) -> None:
    raise MailError(Code.DROPPED)


def here(account: EmailAccount) -> Counter[Place]:
    rows = Message.objects.filter(account=account).select_related("mailbox")
    return Counter(
        (row.mailbox.name, row.uid, row.content_id, tuple(sorted(map(str.lower, flag_names(row)))))
        for row in rows
    )


def test_both_sides_hold_the_same_in_the_end(connected: MailWorld, anna: User) -> None:
    class Story(TwoSides):
        world = connected

    Story.anna = anna
    run_state_machine_as_test(
        Story,
        settings=settings(
            max_examples=STORIES or 12,
            stateful_step_count=18,
            deadline=None,
            derandomize=not STORIES,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
