"""The list of a folder: headers and structure of what the server has and we do not hold."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from mail.core.imap.mailbox import Selected
from mail.models import Mailbox, Message
from mail.models.event_sequence import EventName
from mail.services import events
from mail.services.ingest import ingest_headers
from mail.services.sync import reconcile, standing, window
from mail.services.sync.batches import batches
from mail.services.sync.gone import compare_rows
from mail.services.sync.run import Run
from mail.transport.imap_session import ImapSession


def bring_new(run: Run, session: ImapSession, mailbox: Mailbox, selected: Selected) -> bool:
    """Whether everything the server lists is now held, and nothing else."""
    on_server = window.wanted(run, session, mailbox, selected)
    here = Message.objects.filter(mailbox=mailbox, uidvalidity=selected.uidvalidity)
    known = set(here.values_list("uid", flat=True))
    missing = sorted(set(on_server) - known, reverse=True)
    if missing:
        standing.note_behind(run, mailbox, window.counted(mailbox, selected, on_server))
    is_all = _bring_missing(run, session, mailbox, selected, missing)
    reconcile.note_repaired(run, mailbox, reconcile.holes(mailbox, selected, missing))
    if not is_all:
        return False
    compare_rows(run, mailbox, selected, set(on_server))
    run.counted[mailbox.pk] = window.counted(mailbox, selected, on_server)
    return True


def _bring_missing(
    run: Run, session: ImapSession, mailbox: Mailbox, selected: Selected, missing: Sequence[int]
) -> bool:
    for batch in batches(missing):
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
