"""The list of a folder: headers and structure of what the server has and we do not hold."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from django.db import transaction

from mail.core.errors import Code, MailError
from mail.core.imap.mailbox import Selected
from mail.models import Mailbox, Message
from mail.services.ingest import count_mailbox, ingest_headers
from mail.services.sync.batches import BATCH, FIRST_BATCH
from mail.services.sync.gone import gone_from, let_go
from mail.services.sync.run import Run
from mail.transport.imap_session import ImapSession


def bring_new(run: Run, session: ImapSession, mailbox: Mailbox, selected: Selected) -> bool:
    """Whether everything the server lists is now held, and nothing else."""
    on_server = session.uids()
    if not on_server and selected.exists:
        # A search that finds nothing in a mailbox that is not empty is a fault, not news.
        raise MailError(Code.PROTOCOL, "SEARCH and EXISTS disagree", subject=mailbox.name)
    here = Message.objects.filter(mailbox=mailbox, uidvalidity=selected.uidvalidity)
    known = set(here.values_list("uid", flat=True))
    missing = sorted(set(on_server) - known, reverse=True)
    if not _bring_missing(run, session, mailbox, selected, missing):
        return False
    let_go(run, mailbox, gone_from(mailbox, selected, set(on_server)))
    if missing:
        _count(run, mailbox)
    return True


def _bring_missing(
    run: Run, session: ImapSession, mailbox: Mailbox, selected: Selected, missing: Sequence[int]
) -> bool:
    """Whether all were brought. While one batch is stored the next is on its way here."""
    for uids, size in ((missing[:FIRST_BATCH], FIRST_BATCH), (missing[FIRST_BATCH:], BATCH)):
        records = iter(session.fetch_headers(uids)) if uids else iter(())
        while run.goes_on():
            batch = list(islice(records, size))
            if not batch:
                break
            run.report.fetched += ingest_headers(mailbox, selected.uidvalidity, batch, run.lease)
            run.tell()
        else:
            return False
    return True


def _count(run: Run, mailbox: Mailbox) -> None:
    """The counters that grew batch by batch, counted once."""
    with transaction.atomic():
        run.lease.renew()
        count_mailbox(mailbox)
