"""A server that numbers a folder's messages anew each time (RFC 9051 §2.3.1.1 asks it not to).

Once is news: everything is found again by its content. Again and again it would make us read the
headers of the whole folder for ever, so after some times it is said, and done once an hour.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from mail.core.errors import Code, MailError
from mail.core.imap.mailbox import Selected
from mail.models import Mailbox, Message
from mail.services.sync.run import Run

TOLERATED = 3
AGAIN_AFTER = timedelta(hours=1)


def note_new_numbers(run: Run, mailbox: Mailbox, selected: Selected) -> None:
    """Count that UIDVALIDITY is another one now.

    Raises MailError(PROTOCOL) while it changed too often to begin anew once more.
    """
    if mailbox.uidvalidity < 1 or mailbox.uidvalidity == selected.uidvalidity:
        return
    if _is_begun(mailbox, selected):
        return
    changes = min(mailbox.uidvalidity_changes + 1, 1_000)
    rests = changes > TOLERATED and _was_compared_lately(mailbox)
    if not rests:
        _count(run, mailbox, changes)
        return
    said = f"UIDVALIDITY {mailbox.uidvalidity}, then {selected.uidvalidity}"
    raise MailError(Code.PROTOCOL, said, subject=mailbox.name)


def _is_begun(mailbox: Mailbox, selected: Selected) -> bool:
    """Whether an earlier run, which could not end it, has counted this change."""
    rows = Message.rows.filter(mailbox=mailbox, uidvalidity=selected.uidvalidity)
    return rows.exists()


def _was_compared_lately(mailbox: Mailbox) -> bool:
    at = mailbox.reconciled_at
    return at is not None and timezone.now() - at < AGAIN_AFTER


def _count(run: Run, mailbox: Mailbox, changes: int) -> None:
    with transaction.atomic():
        run.lease.renew()
        Mailbox.objects.filter(pk=mailbox.pk).update(uidvalidity_changes=changes)
    mailbox.uidvalidity_changes = changes
