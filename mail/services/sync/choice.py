"""What a person has chosen of a folder, as a run read it.

Whoever chooses takes the sync lane first (:func:`mail.services.lanes.make_due`), and so does a run
that writes (``lease.renew``): a choice is made before what a run writes, or after, never beside it.
What a run finds out holds for the choice under which it looked. Where another one was made
meanwhile, nothing is noted, and the folder is looked at again: the choice has made that due.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date

from mail.models import Mailbox
from mail.models.mailbox import MailboxQuerySet


@dataclass(frozen=True, slots=True)
class Choice:
    """Columns of a folder. ``highestmodseq`` is one of them because whoever wants the folder to be
    compared sets it to 0."""

    since: date | None
    older_asked: bool
    hide_asked: bool
    highestmodseq: int


def choice_of(mailbox: Mailbox) -> Choice:
    """As *mailbox* was read."""
    return Choice(mailbox.since, mailbox.older_asked, mailbox.hide_asked, mailbox.highestmodseq)


def while_chosen(choice: Choice, mailbox: Mailbox) -> MailboxQuerySet:
    """The row of *mailbox*, or none when something else was chosen since. Ask inside a transaction
    that renews the lease, by an UPDATE, which keeps the row as it is until the commit."""
    return Mailbox.objects.filter(pk=mailbox.pk, **asdict(choice))


def read_again(mailbox: Mailbox) -> None:
    columns = (*Choice.__dataclass_fields__, "compared_at")
    mailbox.refresh_from_db(fields=columns)
