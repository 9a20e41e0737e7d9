"""What the server has no longer: out of sight here, and kept for a while as it was.

A message that another program moved turns up in another folder a moment later, and is then the
same row (:mod:`mail.services.rematch`).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db import transaction
from django.utils import timezone

from mail.core.imap.mailbox import Selected
from mail.models import Mailbox, Message
from mail.services.ingest import count_mailbox
from mail.services.sync.batches import batches
from mail.services.sync.run import Run


def gone_from(mailbox: Mailbox, selected: Selected, on_server: Collection[int]) -> list[int]:
    """Rows of *mailbox* that stand for nothing on the server."""
    rows = Message.objects.filter(mailbox=mailbox)
    return [
        pk
        for pk, uidvalidity, uid in rows.values_list("pk", "uidvalidity", "uid")
        if uidvalidity != selected.uidvalidity or uid not in on_server
    ]


def let_go(run: Run, mailbox: Mailbox, pks: Sequence[int]) -> None:
    """The rows *pks* of *mailbox* are no longer shown."""
    for batch in batches(pks):
        with transaction.atomic():
            run.lease.renew()
            run.report.expunged += len(batch)
            Message.objects.filter(pk__in=batch).update(gone_at=timezone.now())
            count_mailbox(mailbox)
