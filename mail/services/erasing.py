"""Erasing what is held of an account that its person removed.

It is the last work of the account's sync lane: handed out again by the tick until the row is gone,
by one worker at a time, in batches that each stand on their own. Killing it costs one batch, and
running it twice finds nothing.
"""

from __future__ import annotations

import logging
import time
from datetime import timedelta

from django.db import transaction

from accounts.database_time import from_now
from accounts.models import EmailAccount
from mail.models import Lane, Message, MessageBody, OutgoingMessage, PendingAction
from mail.models.lane import LaneName
from mail.services.lanes import make_due
from mail.services.leases import Lease, held
from mail.services.stopping import go_on_or_stop
from mail.services.threads import upkeep as threads

log = logging.getLogger(__name__)

BATCH = 500
THREADS_BATCH = 5_000  # narrow rows
BUDGET_S = 20.0
"""Then others of the bulk queue have their turn."""


def erase_soon(account_id: int) -> None:
    """Call inside the transaction that removes the account."""
    make_due(account_id, LaneName.SYNC)
    Lane.objects.filter(account_id=account_id, name=LaneName.SYNC).update(bulk=True)


def erase_what_was_removed() -> None:
    """A net below the lanes, for the rare case that one was not given back as due."""
    for account_id in EmailAccount.removed.values_list("pk", flat=True):
        with transaction.atomic():
            erase_soon(account_id)


def erase(account_id: int, *, budget_s: float = BUDGET_S) -> None:
    """Erase rows of a removed account for *budget_s*; what is left stays due."""
    if not EmailAccount.removed.filter(pk=account_id).exists():
        return
    with held(account_id, LaneName.SYNC) as lease:
        if lease is None:
            return
        ends_at = time.monotonic() + budget_s
        while _erase_batch(account_id, lease) or _erase_threads(account_id, lease):
            go_on_or_stop()
            lease.go_on()
            if time.monotonic() > ends_at:
                lease.release(due_at=from_now(timedelta(0)), bulk=True)
                return
        _erase_account(account_id, lease)


def _erase_batch(account_id: int, lease: Lease) -> int:
    """How many messages it erased."""
    rows = Message.rows.filter(account_id=account_id).order_by("pk")
    pks = list(rows.values_list("pk", flat=True)[:BATCH])
    with transaction.atomic():
        lease.renew()
        # Table by table: what a cascade would first read into memory is deleted where it is.
        OutgoingMessage.objects.filter(answers__in=pks).update(answers=None)
        PendingAction.objects.filter(message__in=pks).delete()
        MessageBody.objects.filter(pk__in=pks).delete()
        Message.rows.filter(pk__in=pks).delete()
    return len(pks)


def _erase_threads(account_id: int, lease: Lease) -> int:
    with transaction.atomic():
        lease.renew()
        return threads.erase_batch(account_id, THREADS_BATCH)


def _erase_account(account_id: int, lease: Lease) -> None:
    with transaction.atomic():
        lease.renew()
        EmailAccount.removed.filter(pk=account_id).delete()
        lease.released = True  # its lane is gone
    log.info("erased account=%s", account_id)
