"""What the worker's two lanes do: in turn, at once, killed, and into each other's pauses."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections
from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule

from accounts.models import EmailAccount
from mail.core.errors import Code, MailError
from mail.models import PendingAction
from mail.models.pending_action import ActionKind
from mail.services import actions, windows
from mail.services.sync import sync_account
from mail.transport.imap_session import ImapSession
from tests.engine.letters import letter
from tests.killing import Killed, in_a_pause, killed_after
from tests.real.flicker import nothing_flickered
from tests.real.model import PICKS
from tests.real.model_here import Here
from tests.real.model_there import DAY_S, DAYS_OLD, There
from tests.real.model_untold import (
    FOLDERS_ARE_TOLD_DURING_A_LOOK,
    WINDOWS_ARE_CHOSEN_DURING_A_LOOK,
)
from tests.real.other_program import program

MEANWHILE = ["the other lane", "mark", "move", "file", "flag there", "move there", "delete there"]
if WINDOWS_ARE_CHOSEN_DURING_A_LOOK:
    MEANWHILE.append("window")


class Worker(There, Here):
    @initialize()
    def a_mailbox_with_some_mail_is_here(self) -> None:
        for number, days in enumerate(DAYS_OLD):
            self._append("INBOX", letter(-number), received=time.time() - days * DAY_S)
        with program(self.world, self.box) as there:
            there.create("Projects")
        for folder in ("Projects", "Trash"):
            self._append(folder, letter(-len(folder)))
        self._bring()

    @rule()
    def the_server_is_told(self) -> None:
        actions.replay(self.account)

    @rule(full=st.booleans())
    def mail_is_brought(self, full: bool) -> None:
        self._bring(full=full)
        nothing_flickered(self.account)

    @rule()
    def both_lanes_work_at_once(self) -> None:
        """In two threads where the store lets two write; else one after the other."""
        if connection.vendor == "sqlite" or not self._may_be_told_during_a_look():
            actions.replay(self.account)
            self._bring()
            return
        with ThreadPoolExecutor(1) as other:
            told = other.submit(_tell_in_a_thread, self.account.pk)
            self._bring()
            told.result(60)

    @rule(statements=st.integers(1, 60), what=st.sampled_from(MEANWHILE), pick=PICKS, to=PICKS)
    def something_happens_while_mail_is_brought(
        self, statements: int, what: str, pick: int, to: int
    ) -> None:
        tells = self._may_be_told_during_a_look()
        other = (lambda: actions.replay(self.account)) if tells else _nothing
        with in_a_pause(statements, self._meanwhile(what, other, pick, to)):
            self._bring()

    @rule(statements=st.integers(1, 25), what=st.sampled_from(MEANWHILE), pick=PICKS, to=PICKS)
    def something_happens_while_the_server_is_told(
        self, statements: int, what: str, pick: int, to: int
    ) -> None:
        with in_a_pause(statements, self._meanwhile(what, self._bring, pick, to)):
            actions.replay(self.account)

    @rule(statements=st.integers(1, 60))
    def the_worker_is_killed_while_it_brings_mail(self, statements: int) -> None:
        try:
            with killed_after(statements):
                self._bring()
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

    def _bring(self, *, full: bool = False) -> None:
        sync_account(self.account, full=full, budget_s=60)

    def _may_be_told_during_a_look(self) -> bool:
        if FOLDERS_ARE_TOLD_DURING_A_LOOK:
            return True
        return not PendingAction.objects.waiting().of_folders().exists()

    def _meanwhile(
        self, what: str, other_lane: Callable[[], None], pick: int, to: int
    ) -> Callable[[], None]:
        return {
            "the other lane": other_lane,
            "mark": lambda: self.a_message_is_marked_here(pick, ActionKind.FLAG),
            "move": lambda: self.mail_is_moved_here([pick], to),
            "file": lambda: self.a_message_is_filed_here(pick, "trash"),
            "flag there": lambda: self.a_flag_changes_there(pick, "\\Seen", True),
            "move there": lambda: self.a_message_is_moved_there(pick, to),
            "delete there": lambda: self.a_message_is_deleted_there(pick),
            "window": lambda: windows.choose(self.account, 0),
        }[what]


def _tell_in_a_thread(account_id: int) -> None:
    try:
        actions.replay(EmailAccount.objects.get(pk=account_id))
    finally:
        connections.close_all()


def _drop(*_arguments: object, **_named: object) -> None:
    raise MailError(Code.DROPPED)


def _nothing() -> None:
    """The other lane has nothing to do."""
