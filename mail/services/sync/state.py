"""What the server said of a folder when everything up to then was stored."""

from __future__ import annotations

from django.db import transaction

from mail.core.imap.mailbox import Selected
from mail.models import Mailbox
from mail.services.sync.run import Run


def is_unchanged(mailbox: Mailbox, selected: Selected) -> bool:
    """Only a server that counts modifications can say that nothing changed (RFC 7162)."""
    return bool(selected.highestmodseq) and (
        mailbox.uidvalidity,
        mailbox.uidnext,
        mailbox.exists,
        mailbox.highestmodseq,
    ) == (selected.uidvalidity, selected.uidnext, selected.exists, selected.highestmodseq)


def note_size(run: Run, mailbox: Mailbox, selected: Selected) -> None:
    """How many messages a folder has that is opened for the first time, for whoever watches. Later
    it would say that all of them are here (:func:`is_unchanged`)."""
    if not mailbox.uidvalidity:
        with transaction.atomic():
            run.lease.renew()
            Mailbox.objects.filter(pk=mailbox.pk).update(exists=selected.exists)


def note_state(run: Run, mailbox: Mailbox, selected: Selected) -> None:
    with transaction.atomic():
        run.lease.renew()
        Mailbox.objects.filter(pk=mailbox.pk).update(
            uidvalidity=selected.uidvalidity,
            uidnext=selected.uidnext,
            exists=selected.exists,
            highestmodseq=selected.highestmodseq or 0,
        )
