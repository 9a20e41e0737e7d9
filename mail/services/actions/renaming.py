"""A folder's rows under another name."""

from __future__ import annotations

from mail.core.imap.folder_name import is_below
from mail.models import Mailbox


def rename_rows(folder: Mailbox, name: str) -> None:
    """*folder* is called *name*, and what lies below it moves along. The rows stay, and so does
    everything that hangs on them. Call inside a transaction."""
    old = folder.name
    for row in Mailbox.objects.filter(account=folder.account_id).order_by("pk"):
        if row.pk == folder.pk or is_below(row.name, old, folder.delimiter):
            Mailbox.objects.filter(pk=row.pk).update(name=name + row.name[len(old) :])
    folder.name = name
