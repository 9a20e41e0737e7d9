"""The list of a folder: headers and structure of what the server has and we do not hold."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from mail.core.imap.mailbox import Selected
from mail.models import Mailbox
from mail.models.event_sequence import EventName
from mail.services import events
from mail.services.ingest import ingest_headers
from mail.services.sync.batches import batches
from mail.services.sync.run import Run
from mail.transport.imap_session import ImapSession


def bring_missing(
    run: Run, session: ImapSession, mailbox: Mailbox, selected: Selected, uids: Sequence[int]
) -> bool:
    """Take what is listed at *uids*, newest first; False when the budget ended before."""
    for batch in batches(sorted(uids, reverse=True)):
        if not run.goes_on():
            return False
        bring_batch(run, session, mailbox, selected, batch)
    return True


def bring_batch(
    run: Run, session: ImapSession, mailbox: Mailbox, selected: Selected, uids: Sequence[int]
) -> None:
    records = list(session.fetch_headers(uids))
    with transaction.atomic():
        fresh = ingest_headers(mailbox, selected.uidvalidity, records, run.lease)
        events.publish(run.account.user_id, EventName.MAIL)
    run.report.fetched += fresh
    run.tell()
