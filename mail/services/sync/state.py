"""What the server said of a folder when everything up to then was stored."""

from __future__ import annotations

from django.db import transaction

from mail.core.imap.mailbox import Selected
from mail.models import Mailbox
from mail.services.sync import standing
from mail.services.sync.run import Run


def is_unchanged(mailbox: Mailbox, selected: Selected) -> bool:
    """Only a server that counts modifications can say that nothing changed (RFC 7162)."""
    if standing.wants_a_look(mailbox):
        return False
    return bool(selected.highestmodseq) and (
        mailbox.uidvalidity,
        mailbox.uidnext,
        mailbox.exists,
        mailbox.highestmodseq,
    ) == (selected.uidvalidity, selected.uidnext, selected.exists, selected.highestmodseq)


def note_state(run: Run, mailbox: Mailbox, selected: Selected) -> None:
    with transaction.atomic():
        run.lease.renew()
        Mailbox.objects.filter(pk=mailbox.pk).update(
            uidvalidity=selected.uidvalidity,
            uidnext=selected.uidnext,
            exists=selected.exists,
            highestmodseq=selected.highestmodseq or 0,
        )
        standing.note_compared(run, mailbox, selected)
