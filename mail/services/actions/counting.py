"""The counters of several folders, always in the same order, so that no two wait for each other."""

from __future__ import annotations

from collections.abc import Iterable

from mail.models import Mailbox
from mail.services.ingest import count_mailbox


def count_mailboxes(pks: Iterable[int | None]) -> None:
    """After the rows and in the same transaction."""
    wanted = {pk for pk in pks if pk is not None}
    for mailbox in Mailbox.objects.filter(pk__in=wanted).order_by("pk"):
        count_mailbox(mailbox)
