"""The server's count of each folder against ours, so that nothing is called up to date that is not.

A folder is *behind* from the moment the server says something new of it until that is stored;
whatever ends a run in between leaves it so. When everything that could be brought has been, both
sides are counted: a difference stays on the folder, and it is looked at again soon.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from mail.core.imap.mailbox import Selected
from mail.core.sync.brake import LOOKS_APART
from mail.models import Mailbox, Message
from mail.services.ingest import count_mailbox
from mail.services.overlay import moving_uids
from mail.services.sync.held_back import count_held
from mail.services.sync.run import Run

LOOK_AGAIN_AFTER = timedelta(minutes=15)
"""A server that counts more than it gives is asked for all uids this often, not every minute."""


def wants_a_look(mailbox: Mailbox) -> bool:
    """Whether the folder is compared although the server says that nothing changed."""
    if mailbox.is_behind or mailbox.compared_at is None:
        return True
    if mailbox.older_asked or mailbox.hide_asked:
        return True
    now = timezone.now()
    # A short cut that does not add up is checked at once.
    was_whole = mailbox.reconciled_at and mailbox.reconciled_at >= mailbox.compared_at
    if mailbox.short_by and (not was_whole or now - mailbox.compared_at > LOOK_AGAIN_AFTER):
        return True
    looked_at = mailbox.held_seen_at or mailbox.held_since
    waits = mailbox.held_count and not mailbox.held_is_kept and looked_at is not None
    return bool(waits and looked_at and now - looked_at >= LOOKS_APART)


def has_news(mailbox: Mailbox, selected: Selected) -> bool:
    """Whether the server counts otherwise than when everything was stored."""
    then = (mailbox.uidvalidity, mailbox.uidnext, mailbox.exists)
    return then != (selected.uidvalidity, selected.uidnext, selected.exists)


def note_behind(run: Run, mailbox: Mailbox, counted: int | None = None) -> None:
    """Something is not stored yet; *counted* is what is to be here in the end, where known."""
    known: dict[str, object] = {"is_behind": True}
    if counted is not None:
        known["server_count"] = counted
    with transaction.atomic():
        run.lease.renew()
        Mailbox.objects.filter(pk=mailbox.pk).update(**known)
    mailbox.is_behind = True


def is_to_be_noted(run: Run, mailbox: Mailbox) -> bool:
    """Whether something is left to be written of a folder that the server has not changed: a server
    that tells no changes is compared every minute, and not each time is written down."""
    if mailbox.is_behind or mailbox.short_by or mailbox.held_count or mailbox.compared_at is None:
        return True
    at = mailbox.reconciled_at
    return mailbox.pk in run.counted and (at is None or timezone.now() - at > LOOK_AGAIN_AFTER)


def note_compared(run: Run, mailbox: Mailbox, selected: Selected) -> None:
    """Everything that could be brought has been. Call inside a transaction that renews the lease,
    after the rows."""
    now = timezone.now()
    # What has left here already, and the server has yet to learn of, is not missing.
    expected = _ours(mailbox, selected) + len(moving_uids(mailbox, selected.uidvalidity))
    counted = run.counted.get(mailbox.pk)
    if counted is None:
        # Within a window only a look at the uids tells, and the server said which changed.
        counted = expected if mailbox.since else selected.exists
    known: dict[str, object] = {
        "server_count": counted,
        "short_by": counted - expected,
        "is_behind": False,
        "compared_at": now,
    }
    if mailbox.pk in run.counted:
        known["reconciled_at"] = now
    Mailbox.objects.filter(pk=mailbox.pk).update(**known)
    if mailbox.is_behind or mailbox.short_by != known["short_by"]:
        run.report.folders += 1  # open pages say otherwise


def note_end(run: Run) -> None:
    """After a run, however it ended: since when which folder is not in order."""
    now = timezone.now()
    folders = Mailbox.objects.filter(account=run.account)
    with transaction.atomic():
        run.lease.renew()
        for mailbox in folders.filter(held_count__gt=0):
            # Some may have been found in another folder meanwhile.
            count_mailbox(mailbox)
            count_held(mailbox)
        folders.in_order().exclude(out_of_order_since=None).update(out_of_order_since=None)
        folders.out_of_order().filter(out_of_order_since=None).update(out_of_order_since=now)


def _ours(mailbox: Mailbox, selected: Selected) -> int:
    rows = Message.objects.filter(mailbox=mailbox, uidvalidity=selected.uidvalidity)
    return rows.filter(missing_since=None).count()
