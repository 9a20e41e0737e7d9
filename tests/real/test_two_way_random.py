"""A person, another program and a worker that is killed, all at once, in any order: in the end
both sides hold the same, and no message was lost or doubled."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from contextlib import suppress

import pytest

from accounts import connect
from accounts.models import EmailAccount
from mail.core.errors import Code, MailError
from mail.core.imap.special_use import SpecialUse
from mail.models import Lane, Mailbox, Message, PendingAction
from mail.models.pending_action import FLAG_EFFECTS, ActionKind
from mail.services import actions
from mail.services.actions import filing, settling
from mail.services.sync import sync_account
from mail.transport.imap_session import ImapSession
from tests.real.test_two_way import (
    account,
    kari,
    leases_run_out,
    letter,
    world,
)
from tests.servers.world import MailWorld
from tests.servers.world import User as Box

pytestmark = pytest.mark.django_db(transaction=True)

__all__ = ["account", "kari", "world"]

LETTERS, STEPS = 12, 40
PLACES = (SpecialUse.INBOX, SpecialUse.SENT, SpecialUse.DRAFTS)


class Killed(BaseException):
    """Like kill -9: nothing of ours catches it."""


class Story:
    """Everything that can happen, chosen by *chance*. Nothing is erased: mail is conserved."""

    def __init__(self, account: EmailAccount, chance: random.Random) -> None:
        self.account, self.chance = account, chance

    def a_flag_is_changed_here(self) -> None:
        for message in self._some(3):
            actions.change(message, self.chance.choice(list(FLAG_EFFECTS)))

    def mail_is_moved_here(self) -> None:
        actions.change_many(self._some(4), ActionKind.MOVE, self._folder())

    def mail_is_filed_here(self) -> None:
        filing.FILE_AS[self.chance.choice(sorted(filing.FILE_AS))](self._some(2))

    def something_is_taken_back(self) -> None:
        waiting = list(PendingAction.objects.waiting())
        if waiting:
            actions.take_back(self.chance.choice(waiting))

    def another_program_moves_mail(self) -> None:
        with connect.imap_session(self.account) as session:
            session.select(self._there(session), readonly=False)
            uids = session.uids()
            if uids:
                session.move([self.chance.choice(uids)], self._there(session))

    def another_program_sets_a_flag(self) -> None:
        with connect.imap_session(self.account) as session:
            session.select(self._there(session), readonly=False)
            uids = session.uids()
            if uids:
                session.store_flags([self.chance.choice(uids)], add=("\\Flagged",))

    def a_look(self) -> None:
        sync_account(self.account, full=True, budget_s=60)
        self._nothing_flickered()

    def a_replay(self) -> None:
        actions.replay(self.account)

    def a_replay_that_is_killed(self) -> None:
        with pytest.MonkeyPatch.context() as patch:
            if self.chance.random() < 0.5:
                patch.setattr(settling, "place", _kill)
            else:
                patch.setattr(ImapSession, "store_flags", _drop)
            with suppress(Killed):
                actions.replay(self.account)
        leases_run_out(self.account)

    def steps(self) -> list[Callable[[], None]]:
        names = [name for name in vars(Story) if name[0] != "_" and name != "steps"]
        return [getattr(self, name) for name in names]

    def _some(self, most: int) -> list[Message]:
        rows = list(Message.objects.filter(deleted=False).select_related("mailbox"))
        return self.chance.sample(rows, min(len(rows), self.chance.randint(1, most)))

    def _folder(self) -> Mailbox:
        rows = Mailbox.objects.filter(account=self.account)
        return rows.get(special_use=self.chance.choice(PLACES))

    def _there(self, session: ImapSession) -> str:
        names = [item.name for item in session.list_mailboxes()]
        return self.chance.choice(names)

    def _nothing_flickered(self) -> None:
        """Where a person put a message, there it is shown."""
        for action in PendingAction.objects.waiting().leaving().select_related("message"):
            message = action.message
            assert message is not None
            later = (
                PendingAction.objects.waiting().leaving().filter(message=message, pk__gt=action.pk)
            )
            if not later.exists() and message.is_placeless:
                assert message.mailbox_id == action.target_id
                assert message.gone_at is None


@pytest.mark.parametrize("seed", range(2))
def test_both_sides_agree_in_the_end(
    world: MailWorld, kari: Box, account: EmailAccount, seed: int
) -> None:
    world.dovecot.deliver_many(kari.address, [letter(n) for n in range(LETTERS)])
    story = Story(account, random.Random(seed))
    story.a_look()
    for _ in range(STEPS):
        story.chance.choice(story.steps())()
    settle(account)
    assert here(account) == there(account)
    present = Message.objects.filter(deleted=False)
    assert sorted(present.values_list("subject", flat=True)) == sorted(
        f"Letter {n}" for n in range(LETTERS)
    )


def settle(account: EmailAccount) -> None:
    for _ in range(4):
        leases_run_out(account)
        actions.replay(account)
        report = sync_account(account, full=True, budget_s=60)
        assert report is not None
        assert not report.errors
    # What is done to a row that another program's move made gone waits for it to be found again.
    assert not PendingAction.objects.waiting().filter(message__gone_at=None).exists()
    assert not Lane.objects.filter(lease_until__isnull=False).exists()


Held = Counter[tuple[str, int, str, bool, bool, bool]]


def here(account: EmailAccount) -> Held:
    rows = Message.objects.filter(account=account).values_list(
        "mailbox__name", "uid", "subject", "seen", "flagged", "answered"
    )
    return Counter(tuple(row) for row in rows)


def there(account: EmailAccount) -> Held:
    held: Held = Counter()
    with connect.imap_session(account) as session:
        for item in session.list_mailboxes():
            session.select(item.name)
            for record in session.fetch_headers(session.uids()):
                subject = record.header.partition(b"Subject: ")[2].split(b"\r\n")[0].decode()
                flags = record.flags
                held[item.name, record.uid, subject, flags.seen, flags.flagged,
                     flags.answered] += 1  # fmt: skip
    return held


def _kill(*_arguments: object) -> bool:
    raise Killed


def _drop(*_arguments: object, **_named: object) -> None:
    raise MailError(Code.DROPPED)
