"""What the tidying does for threads: messages from before there were any, and threads that lost
their last message."""

from __future__ import annotations

import logging
import secrets
import time
from itertools import groupby

from django.db import transaction
from django.db.models import Exists, Max, OuterRef

from mail.models import Message, Thread, ThreadReference
from mail.services.stopping import go_on_or_stop
from mail.services.threads.assign import thread_messages

log = logging.getLogger(__name__)

BATCH = 200
BUDGET_S = 5.0
"""Some thousand messages a second: a large mailbox from before is done after a few rounds."""

LOOKED_AT = 5_000


def thread_what_is_not_yet(*, budget_s: float = BUDGET_S) -> int:
    """Newest first; how many messages it gave a thread. What is left waits for the next round."""
    ends_at, done = time.monotonic() + budget_s, 0
    while time.monotonic() < ends_at and (some := _without_thread()):
        go_on_or_stop()
        for account_id, of_account in groupby(some, key=lambda message: message.account_id):
            _thread(account_id, list(of_account))
        done += len(some)
    if done:
        log.info("threaded messages=%s", done)
    return done


def _without_thread() -> list[Message]:
    rows = Message.rows.filter(thread=None, account__removed_at=None).select_related("body")
    columns = ("account_id", "message_id", "subject", "body__headers")
    some = rows.only(*columns).order_by("-pk")[:BATCH]
    return sorted(some, key=lambda message: message.account_id)


def _thread(account_id: int, messages: list[Message]) -> None:
    with transaction.atomic():
        thread_messages(account_id, [(message, message.body.headers) for message in messages])
        Message.rows.bulk_update(messages, ["thread"])


def forget_empty_threads() -> None:
    """Of a stretch chosen by chance: nobody sees them, and looking through all takes long."""
    newest = Thread.objects.aggregate(newest=Max("pk"))["newest"] or 0
    first = secrets.randbelow(max(1, newest - LOOKED_AT + 2))
    stretch = Thread.objects.filter(pk__gte=first, pk__lt=first + LOOKED_AT)
    with transaction.atomic():
        held = stretch.filter(~_HAS_MESSAGES).select_for_update(of=("self",)).values_list("pk")
        pks = [pk for (pk,) in held]
        # Asked again under the lock: a message may have come in while it was waited for.
        empty = list(Thread.objects.filter(~_HAS_MESSAGES, pk__in=pks).values_list("pk", flat=True))
        references = ThreadReference.objects.filter(thread__in=empty)
        references._raw_delete(references.db)
        threads = Thread.objects.filter(pk__in=empty)
        threads._raw_delete(threads.db)


_HAS_MESSAGES = Exists(Message.rows.filter(thread=OuterRef("pk")))


def erase_batch(account_id: int, limit: int) -> int:
    """Of a removed account whose messages are erased; how many rows it erased."""
    for model in (ThreadReference, Thread):
        rows = model.objects.filter(account_id=account_id)
        pks = list(rows.values_list("pk", flat=True)[:limit])
        if pks:
            some = model.objects.filter(pk__in=pks)
            some._raw_delete(some.db)
            return len(pks)
    return 0
