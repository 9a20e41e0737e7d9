"""What the server has no longer: out of sight here, and kept for a while as it was.

A message that another program moved turns up in another folder a moment later, and is then the
same row (:mod:`mail.services.rematch`).
"""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from mail.core.imap.mailbox import Selected
from mail.models import Mailbox, Message
from mail.services import overlay
from mail.services.ingest import count_mailbox
from mail.services.sync.batches import batches
from mail.services.sync.run import Run


def held_rows(mailbox: Mailbox) -> set[int]:
    return set(Message.objects.filter(mailbox=mailbox).values_list("pk", flat=True))


def gone_from(mailbox: Mailbox, selected: Selected, on_server: Collection[int]) -> set[int]:
    """Rows of *mailbox* that stand for nothing on the server, and are not on their way there."""
    waiting = overlay.waiting_rows(mailbox)
    rows = Message.objects.filter(mailbox=mailbox)
    return {
        pk
        for pk, uidvalidity, uid in rows.values_list("pk", "uidvalidity", "uid")
        if (uidvalidity != selected.uidvalidity or uid not in on_server) and pk not in waiting
    }


def let_go(run: Run, mailbox: Mailbox, pks: Collection[int]) -> None:
    """The rows *pks* of *mailbox* are no longer shown."""
    for batch in batches(sorted(pks)):
        with transaction.atomic():
            run.lease.renew()
            run.report.expunged += len(batch)
            Message.objects.filter(pk__in=batch).update(gone_at=timezone.now())
            count_mailbox(mailbox)


def forget_lost(run: Run, mailbox: Mailbox, selected: Selected) -> None:
    """After a listing from end to end: see :func:`overlay.forget_lost`."""
    with transaction.atomic():
        run.lease.renew()
        overlay.forget_lost(mailbox, selected.uidvalidity)
