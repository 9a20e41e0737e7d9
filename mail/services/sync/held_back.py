"""What the brake holds back: still shown, marked row by row, until it is sure that it is gone.

    shown ──hold──▶ held ──looks, or the person: hide──▶ gone (``gone_at``)
      ▲               │
      └─ listed again, found in another folder ─┘

The folder carries the count and how often in a row the same was found missing.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence

from django.db import transaction
from django.utils import timezone

from mail.core.sync.brake import Looks
from mail.models import Mailbox, Message
from mail.models.event_sequence import EventName
from mail.models.message import MessageQuerySet
from mail.services import events
from mail.services.ingest import count_mailbox
from mail.services.sync.batches import batches
from mail.services.sync.run import Run

log = logging.getLogger(__name__)

UNMARKED: dict[str, object] = {
    "held_count": 0,
    "held_since": None,
    "held_seen_at": None,
    "held_seen_times": 0,
    "held_is_kept": False,
}


def held_rows(mailbox: Mailbox) -> MessageQuerySet:
    return Message.objects.filter(mailbox=mailbox, missing_since__isnull=False)


def hold(run: Run, mailbox: Mailbox, pks: Sequence[int]) -> None:
    """Keep showing *pks*, which the server lists no longer, and ask."""
    now = timezone.now()
    for batch in batches(pks):
        with transaction.atomic():
            run.lease.renew()
            Message.objects.filter(pk__in=batch).update(missing_since=now)
    with transaction.atomic():
        run.lease.renew()
        # Another set than before: what was found out about that one is of no use.
        Mailbox.objects.filter(pk=mailbox.pk).update(**{**UNMARKED, "held_since": now})
        count_held(mailbox)
        events.publish(run.account.user_id, EventName.MAIL)
    log.warning("held back account=%s mailbox=%s rows=%s", run.account.pk, mailbox.pk, len(pks))


def show_again(run: Run, mailbox: Mailbox, missing: Collection[int]) -> None:
    """Held rows that are not among the *missing* are on the server again."""
    still = set(missing)
    back = [pk for pk in held_rows(mailbox).values_list("pk", flat=True) if pk not in still]
    for batch in batches(back):
        with transaction.atomic():
            run.lease.renew()
            Message.objects.filter(pk__in=batch).update(missing_since=None)
            count_held(mailbox)


def note_look(run: Run, mailbox: Mailbox) -> None:
    """The folder was looked at as a whole: enough equal looks settle what is held back."""
    now = timezone.now()
    with transaction.atomic():
        run.lease.renew()
        count_held(mailbox)
        row = Mailbox.objects.get(pk=mailbox.pk)
        if not row.held_count or row.held_is_kept:
            return
        looks = Looks(row.held_seen_times, row.held_seen_at).again(now, is_same=True)
        Mailbox.objects.filter(pk=mailbox.pk).update(
            held_seen_times=looks.times, held_seen_at=looks.at
        )
        if looks.is_sure:
            run.report.expunged += hide_held(row)
            events.publish(run.account.user_id, EventName.MAIL)


def hide_held(mailbox: Mailbox) -> int:
    """It is sure now: the held rows of *mailbox* go out of sight; how many they were.

    Call inside a transaction.
    """
    hidden = held_rows(mailbox).update(gone_at=timezone.now(), missing_since=None)
    count_mailbox(mailbox)
    count_held(mailbox)
    log.info("let go after a while mailbox=%s rows=%s", mailbox.pk, hidden)
    return hidden


def count_held(mailbox: Mailbox) -> None:
    """Bring the folder's mark up to date; call inside a transaction, after the rows.

    A smaller set is another set, too: the looks begin anew.
    """
    number = held_rows(mailbox).count()
    rows = Mailbox.objects.filter(pk=mailbox.pk)
    if not number:
        rows.exclude(held_count=0, held_since=None).update(**UNMARKED)
        return
    rows.exclude(held_count=number).update(held_count=number, held_seen_times=0, held_seen_at=None)
