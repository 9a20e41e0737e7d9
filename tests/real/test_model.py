"""Whatever happens to a mailbox, on the server and here, in whatever order, and wherever the worker
is killed: in the end both sides hold the same.

The rules below are drawn at random (hypothesis, stateful); what fails is shrunk to the shortest
story that fails. ``MODEL_STORIES=500`` tells more of them, each time others.
"""

from __future__ import annotations

import os
from collections import Counter
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
from mail.models import Lane, Mailbox, Message, PendingAction
from mail.models.message import MessageState
from mail.models.pending_action import ActionKind
from mail.services import actions
from mail.services.dumping import flag_names
from mail.services.sync import sync_account
from tests.engine.conftest import account_for
from tests.engine.letters import letter
from tests.killing import Killed, killed_after
from tests.servers.other_client import OtherClient, Place
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
        box = self.world.new_user("model")
        self.account = account_for(self.world, box, self.anna)
        self.server = OtherClient(self.world, box)
        self.dovecot = self.world.dovecot
        self.address = box.address

    # What other programs do.

    @rule(data=st.data(), number=st.integers(1, 4), flag=st.sampled_from(["", *FLAGS]))
    def mail_arrives(self, data: st.DataObject, number: int, flag: str) -> None:
        folder = data.draw(st.sampled_from(self.server.folders()))
        for _ in range(number):
            self.server.append(folder, letter(next(_numbers)), flag)

    @rule(data=st.data())
    def the_same_mail_comes_twice(self, data: st.DataObject) -> None:
        folder = data.draw(st.sampled_from(self.server.folders()))
        raw = letter(next(_numbers))
        self.server.append(folder, raw)
        self.server.append("INBOX", raw)

    @rule(data=st.data(), flag=st.sampled_from(FLAGS), on=st.booleans())
    def a_flag_changes_there(self, data: st.DataObject, flag: str, on: bool) -> None:
        if place := self._some_place(data):
            self.server.flag(*place, flag, on=on)

    @rule(data=st.data())
    def a_message_is_moved_there(self, data: st.DataObject) -> None:
        if place := self._some_place(data):
            self.server.move(*place, data.draw(st.sampled_from(self.server.folders())))

    @rule(data=st.data())
    def a_message_is_copied_there(self, data: st.DataObject) -> None:
        if place := self._some_place(data):
            self.server.copy(*place, data.draw(st.sampled_from(self.server.folders())))

    @rule(data=st.data())
    def a_message_is_deleted_there(self, data: st.DataObject) -> None:
        if place := self._some_place(data):
            self.server.expunge(*place)

    @rule(data=st.data())
    def a_folder_is_made_there(self, data: st.DataObject) -> None:
        if name := self._free_name(data):
            self.server.create(name)

    @rule(data=st.data())
    def a_folder_is_renamed_there(self, data: st.DataObject) -> None:
        old, new = self._own_folder(data), self._free_name(data)
        if old and new and not new.startswith(f"{old}/"):
            self.server.rename(old, new)

    @rule(data=st.data())
    def a_folder_is_deleted_there(self, data: st.DataObject) -> None:
        if old := self._own_folder(data):
            self.server.delete(old)

    @rule(data=st.data())
    def every_uid_changes(self, data: st.DataObject) -> None:
        folder = data.draw(st.sampled_from(self.server.folders()))
        self.dovecot.forget_numbers(self.address, folder)

    # What people do here, and the worker.

    @precondition(lambda self: Message.objects.exists())
    @rule(data=st.data(), kind=st.sampled_from(MARKS))
    def a_message_is_marked_here(self, data: st.DataObject, kind: ActionKind) -> None:
        actions.change(self._some_row(data), kind)

    @precondition(lambda self: Message.objects.exists())
    @rule(data=st.data())
    def a_message_is_moved_here(self, data: st.DataObject) -> None:
        folders = Mailbox.objects.filter(account=self.account).shown().order_by("pk")
        target = data.draw(st.sampled_from(list(folders)))
        actions.change_many([self._some_row(data)], ActionKind.MOVE, target=target)

    @rule()
    def the_server_is_told(self) -> None:
        actions.replay(self.account)

    @rule(full=st.booleans())
    def mail_is_brought(self, full: bool) -> None:
        sync_account(self.account, full=full, budget_s=60)

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

    def teardown(self) -> None:
        for _ in range(ROUNDS):
            actions.replay(self.account)
            sync_account(self.account, budget_s=60)
        assert not PendingAction.objects.exists()
        assert not Message.objects.filter(state=MessageState.LISTED).exists()
        assert here(self.account) == self.server.everything()
        self.account.refresh_from_db()
        assert self.account.problem is None

    def _leases_run_out(self) -> None:
        Lane.objects.update(owner="", lease_until=None, dispatched_until=None)

    def _some_place(self, data: st.DataObject) -> tuple[str, int] | None:
        folder = data.draw(st.sampled_from(self.server.folders()))
        uids = self.server.uids(folder)
        return (folder, data.draw(st.sampled_from(uids))) if uids else None

    def _some_row(self, data: st.DataObject) -> Message:
        rows = list(Message.objects.order_by("pk").values_list("pk", flat=True))
        return Message.objects.select_related("mailbox", "account").get(
            pk=data.draw(st.sampled_from(rows))
        )

    def _own_folder(self, data: st.DataObject) -> str | None:
        own = [name for name in self.server.folders() if name in NAMES]
        return data.draw(st.sampled_from(own)) if own else None

    def _free_name(self, data: st.DataObject) -> str | None:
        taken = set(self.server.folders())
        free = [name for name in NAMES if name not in taken]
        return data.draw(st.sampled_from(free)) if free else None


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
