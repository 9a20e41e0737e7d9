"""Once a day every folder is compared as a whole, whatever the server's counters say.

What a short cut overlooked, what a restored database lost, what was deleted by hand is found and
brought; how much that was is written down, because it should have been nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from accounts.models import ConnectionEvent
from mail.core.imap.mailbox import Selected
from mail.core.sync import quiet_hour
from mail.models import Mailbox, Message
from mail.services.sync import standing
from mail.services.sync.batches import batches
from mail.services.sync.run import Run

log = logging.getLogger(__name__)


def is_due(mailbox: Mailbox) -> bool:
    now = timezone.localtime(timezone=timezone.get_default_timezone())
    return quiet_hour.is_due(mailbox.reconciled_at, now, mailbox.account_id)


def wants_a_look(mailbox: Mailbox) -> bool:
    """Whether the folder is compared as a whole, whatever the server's counters say."""
    return standing.wants_a_look(mailbox) or is_due(mailbox)


def holes(mailbox: Mailbox, selected: Selected, asked_for: Collection[int]) -> int:
    """How many of the uids *asked_for* should have been here, and are now.

    They are below what everything was stored up to; what is above is new mail.
    """
    if mailbox.compared_at is None or mailbox.uidvalidity != selected.uidvalidity:
        return 0
    found = [uid for uid in asked_for if uid < mailbox.uidnext]
    rows = Message.objects.filter(mailbox=mailbox, uidvalidity=selected.uidvalidity)
    return sum(rows.filter(uid__in=batch).count() for batch in batches(found))


def note_repaired(run: Run, mailbox: Mailbox, number: int) -> None:
    """*number* messages were missing without anybody's having said so, and are here now."""
    if not number:
        return
    with transaction.atomic():
        run.lease.renew()
        Mailbox.objects.filter(pk=mailbox.pk).update(
            repaired_count=number, repaired_at=timezone.now()
        )
        ConnectionEvent.note_repaired(run.account, number)
    log.warning("repaired account=%s mailbox=%s rows=%s", run.account.pk, mailbox.pk, number)
