"""A round: one look at every folder, in as many runs as that takes (ADR 36).

    INBOX, A, B │ INBOX, C, D │ INBOX, E ─▶ closed ─▶ texts │ INBOX, A, texts ─▶ up to date

Where the budget of a run ends before its work (│), the folders that it looked at are marked and the
next run goes on with the others. When the round is closed and texts are left, the next one begins
beside them. No other run writes anything here, and a mark that is lost costs one look more.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from accounts.models import EmailAccount
from mail.models import Lane, Mailbox
from mail.models.folder_progress import Look
from mail.services.leases import Lease


@dataclass(slots=True)
class Round:
    """The folders, by their numbers, that this run has *looked_at*, and those that earlier runs of
    the round have. *was_listed*: an earlier round was closed, and texts are left since."""

    look: Look
    was_listed: bool
    looked_at: set[int] = field(default_factory=set)
    earlier: set[int] = field(default_factory=set)
    has_marks: bool = False
    is_closed: bool = False

    def begin(self, opened: Iterable[Mailbox]) -> None:
        """*opened*, as they are noted. INBOX has its look in every run."""
        marked = [row for row in opened if row.look != Look.NONE]
        self.has_marks = bool(marked)
        self.earlier = {row.pk for row in marked if row.look >= self.look and not row.is_inbox}

    def is_over(self, mailbox: Mailbox) -> bool:
        return mailbox.pk in self.looked_at or mailbox.pk in self.earlier

    @property
    def is_listed(self) -> bool:
        """Whether every folder was listed since the account was last up to date. Of a look at
        everything only its own round says that."""
        return self.is_closed or (self.was_listed and self.look < Look.AS_A_WHOLE)


def note_end(account: EmailAccount, lease: Lease, at: Round, *, more: bool, failed: bool) -> None:
    """Call in the transaction in which the lane is given back, after that."""
    if not more and not failed:
        _begin_anew(account, lease, at, is_listed=False)
    elif at.is_closed and at.look < Look.AS_A_WHOLE:
        _begin_anew(account, lease, at, is_listed=at.was_listed or more or at.has_marks)
    elif not failed:
        _mark(account, at)


def _begin_anew(account: EmailAccount, lease: Lease, at: Round, *, is_listed: bool) -> None:
    if at.has_marks:
        Mailbox.objects.filter(account=account).exclude(look=Look.NONE).update(look=Look.NONE)
    if is_listed != at.was_listed:
        Lane.objects.filter(pk=lease.lane_id).update(is_listed=is_listed)


def _mark(account: EmailAccount, at: Round) -> None:
    rows = Mailbox.objects.filter(account=account, pk__in=at.looked_at - at.earlier)
    rows.filter(look__lt=at.look).update(look=at.look)
