"""The two sides of a mailbox, and what has to be so in the end: what the model test's rules share.

Rules draw numbers, not things, wherever something happens inside a synchronisation: what there is
to choose from is known only then.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import TypeVar

from django.utils import timezone
from hypothesis import note
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine

from accounts.models import EmailAccount
from accounts.models.connection_slot import ConnectionSlot
from crm_inbox.models import User
from mail.models import Lane, Mailbox, Message, PendingAction, Quarantined
from mail.models.message import MessageState
from mail.models.pending_action import OF_FOLDERS
from mail.services import actions, windows
from mail.services.sync import sync_account
from tests.engine.conftest import account_for
from tests.real.other_program import Place, Program, content_of, places_here, program
from tests.real.standing import counters_are_right
from tests.servers.world import MailWorld

NAMES = ["Projects", "Projects/2026", "Größe", "Old", "Later"]
EVERYBODYS = {"INBOX", "Sent", "Drafts", "Trash", "Junk", "Archive"}
PICKS = st.integers(0, 99)
GONE_FOR = timedelta(minutes=10)
"""How long a change waits for its message to be found again."""

ROUNDS = 5
"""Synchronisations after which nothing may be left to do."""

ROUNDS_TO_WIDEN = 2
"""After a wider choice, when all else is at rest."""

LINES = bool(os.environ.get("MODEL_LINES"))
"""Whether a story that fails comes with what the server was asked."""

Thing = TypeVar("Thing")


def picked(things: Sequence[Thing], pick: int) -> Thing | None:
    return things[pick % len(things)] if things else None


class Sides(RuleBasedStateMachine):
    """A mailbox of its own for each story. *world* and *anna* are set by the test."""

    world: MailWorld
    anna: User

    def __init__(self) -> None:
        super().__init__()
        EmailAccount.objects.all().delete()
        self.box = self.world.new_user("model")
        if LINES:
            self.world.dovecot.record(self.box.address)
        self.account = account_for(self.world, self.box, self.anna)
        self.arrived = Counter[str]()  # by content, copies with it
        self.erased = set[str]()

    def teardown(self) -> None:
        try:
            self._end()
        except AssertionError:
            if LINES:
                note(self.world.dovecot.commands(self.box.address))
            raise

    def _end(self) -> None:
        """First what is wanted is here, then, when everything is wanted, everything."""
        self._come_to_rest(ROUNDS)
        self._what_is_wanted_is_here()
        windows.choose(self.account, 0)
        self._come_to_rest(ROUNDS_TO_WIDEN)
        there = self._everything()
        assert places_here(self.account) == there
        self._nothing_was_lost_or_doubled(there)

    def _come_to_rest(self, rounds: int) -> None:
        for number in range(rounds):
            if number == rounds // 2:
                # What waits for a message that may turn up elsewhere has waited long enough.
                Message.rows.exclude(gone_at=None).update(gone_at=timezone.now() - 2 * GONE_FOR)
            PendingAction.objects.update(not_before=None)  # pauses are over
            actions.replay(self.account)
            sync_account(self.account, budget_s=60)
            # What the server refuses of folders is put back and told, as it has to be.
            PendingAction.objects.refused().filter(kind__in=OF_FOLDERS).delete()
        assert not PendingAction.objects.exists(), list(PendingAction.objects.values())
        assert not Message.objects.filter(state=MessageState.LISTED).exists()
        assert not Quarantined.objects.exists()
        counters_are_right(self.account)
        self.account.refresh_from_db()
        assert self.account.problem is None

    def _what_is_wanted_is_here(self) -> None:
        there, here = self._everything(), places_here(self.account)
        assert not here - there
        for folder in {place[0] for place in there - here}:
            since = Mailbox.objects.get(account=self.account, name=folder).since
            assert since, f"{folder} has no window and is not whole"
            with program(self.world, self.box) as server:
                days = server.days(folder)
            late = [p for p in there - here if p[0] == folder and days[p[1]] >= since]
            assert not late

    def _nothing_was_lost_or_doubled(self, there: Counter[Place]) -> None:
        """But for what was erased."""
        held = Counter(content for _, _, content, _ in there.elements())
        kept = {content: n for content, n in self.arrived.items() if content not in self.erased}
        assert {content: held[content] for content in kept} == kept

    def _leases_run_out(self) -> None:
        """And the slots of connections that were being opened, which run out in 45 seconds."""
        Lane.objects.update(owner="", lease_until=None, dispatched_until=None)
        ConnectionSlot.objects.update(token="", until=None, opening=False)

    def _append(
        self, folder: str, raw: bytes, flags: str = "", received: float | None = None
    ) -> None:
        with program(self.world, self.box) as there:
            there.append(folder, raw, flags, received)
        header, _, _ = raw.partition(b"\r\n\r\n")
        self.arrived[content_of(header + b"\r\n\r\n", len(raw))] += 1

    def _everything(self) -> Counter[Place]:
        with program(self.world, self.box) as there:
            return there.everything()

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

    def _folder(self, pick: int) -> str:
        folder = picked(self._folders(), pick)
        assert folder
        return folder

    def _place(self, pick: int) -> Place | None:
        """Of one message on the server; all have the same chance."""
        return picked(sorted(self._everything()), pick)

    def _own_folder(self, pick: int) -> str | None:
        return picked([name for name in self._folders() if name not in EVERYBODYS], pick)

    def _free_name(self, pick: int) -> str | None:
        taken = set(self._folders())
        return picked([name for name in NAMES if name not in taken], pick)

    def _row(self, pick: int, **where: object) -> Message | None:
        rows = Message.objects.filter(**where).select_related("mailbox", "account")
        return picked(list(rows.order_by("pk")), pick)

    def _row_of_folder(self, pick: int) -> Mailbox | None:
        folders = Mailbox.objects.filter(account=self.account).on_server().order_by("pk")
        return picked(list(folders), pick)
