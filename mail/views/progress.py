"""How far a large synchronisation is, as counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count
from django.utils.formats import number_format

from accounts.models import EmailAccount
from mail.models import Mailbox, Message
from mail.models.message import MessageState

WORTH_SAYING = 200
"""Messages still to come after the first synchronisation: fewer are here before that is read."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Of *total* messages, or at least so many while *more_is_likely*, *listed* have their row and
    *ready* their text."""

    listed: int
    ready: int
    total: int
    inbox_is_ready: bool
    more_is_likely: bool
    is_first: bool

    @property
    def listed_label(self) -> str:
        return number_format(self.listed, force_grouping=True)

    @property
    def ready_label(self) -> str:
        return number_format(self.ready, force_grouping=True)

    @property
    def total_label(self) -> str:
        return number_format(self.total, force_grouping=True)

    @property
    def steps_done(self) -> int:
        return self.listed + self.ready

    @property
    def steps(self) -> int:
        """Of each message, the row and the text; never none, which a progress bar cannot show."""
        return max(1, 2 * self.total)


def progress_of(
    account: EmailAccount, mailboxes: Sequence[Mailbox], *, is_syncing: bool
) -> Progress | None:
    """None while there is nothing to wait for. Asks the database only during a synchronisation."""
    is_first = account.synced_at is None
    if not account.works or not (is_first or is_syncing):
        return None
    to_come = _to_come(mailboxes)
    if not is_first and sum(to_come.values()) < WORTH_SAYING:
        return None
    known = [
        max(box.exists, box.stored_count) if is_first else box.stored_count for box in mailboxes
    ]
    stored = sum(box.stored_count for box in mailboxes)
    return Progress(
        listed=stored,
        ready=max(0, stored - sum(to_come.values())),
        total=sum(known),
        inbox_is_ready=any(_is_ready(box, to_come) for box in mailboxes),
        more_is_likely=is_first and not all(map(_was_opened, mailboxes)),
        is_first=is_first,
    )


def _to_come(mailboxes: Sequence[Mailbox]) -> dict[int, int]:
    """Messages that are listed and cannot be read yet, by folder."""
    listed = Message.objects.filter(mailbox__in=mailboxes, state=MessageState.LISTED)
    counted = listed.order_by().values_list("mailbox").annotate(Count("pk"))
    return dict(counted)


def _is_ready(mailbox: Mailbox, to_come: dict[int, int]) -> bool:
    everything = bool(mailbox.uidvalidity) and mailbox.stored_count >= mailbox.exists
    return mailbox.is_inbox and everything and not to_come.get(mailbox.pk)


def _was_opened(mailbox: Mailbox) -> bool:
    """The server's count is noted when a folder is opened for the first time, and an empty one is
    done at once."""
    return bool(mailbox.exists or mailbox.uidvalidity)
