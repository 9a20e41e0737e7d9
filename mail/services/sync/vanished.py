"""What a folder has no longer: first looked for where it may have been moved, then let go."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from mail.core.imap.uid_set import UidSet
from mail.models import Mailbox, Message
from mail.services.ingest import count_mailbox
from mail.services.rematch import has_newer, united
from mail.services.sync.batches import batches
from mail.services.sync.gone import let_go
from mail.services.sync.run import Run

NAMED_LIMIT = 1_000
"""Uids that a query names one by one; for more, all that are held are read."""


def rows_at(mailbox: Mailbox, uidvalidity: int, vanished: UidSet) -> list[int]:
    """The rows that stand at what *vanished*, which may name far more than was ever held."""
    rows = Message.objects.filter(mailbox=mailbox, uidvalidity=uidvalidity)
    if not vanished:
        return []
    if vanished.size <= NAMED_LIMIT:
        named = rows.filter(uid__in=list(vanished.spelt_out()))
        return list(named.values_list("pk", flat=True))
    return [pk for pk, uid in rows.values_list("pk", "uid") if uid in vanished]


def vanish(run: Run, mailbox: Mailbox, pks: Sequence[int], *, is_whole: bool = False) -> None:
    """The rows *pks* are in *mailbox* no longer; *is_whole*: nor is the folder itself there."""
    if not has_newer(mailbox):
        let_go(run, mailbox, pks, is_whole=is_whole)
        return
    left: list[int] = []
    for batch in batches(pks):
        with transaction.atomic():
            run.lease.renew()
            moved = united(mailbox, batch)
            if moved:
                run.report.expunged += len(moved)
                count_mailbox(mailbox)
        left += [pk for pk in batch if pk not in moved]
    let_go(run, mailbox, left, is_whole=is_whole)
