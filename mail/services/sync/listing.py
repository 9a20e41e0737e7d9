"""The list of a folder: headers and structure of what the server has and we do not hold."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from mail.core.errors import Code, MailError
from mail.core.imap.mailbox import Selected
from mail.models import Mailbox, Message
from mail.models.event_sequence import EventName
from mail.services import events, overlay
from mail.services.ingest import ingest_headers
from mail.services.sync.batches import batches
from mail.services.sync.gone import forget_lost, gone_from, held_rows, let_go
from mail.services.sync.run import Run
from mail.transport.imap_session import ImapSession


def bring_new(run: Run, session: ImapSession, mailbox: Mailbox, selected: Selected) -> bool:
    """Whether everything the server lists is now held, and nothing else."""
    held = held_rows(mailbox)  # what comes here meanwhile is not looked for
    on_server = session.uids()
    if not on_server and selected.exists:
        # A search that finds nothing in a mailbox that is not empty is a fault, not news.
        raise MailError(Code.PROTOCOL, "SEARCH and EXISTS disagree", subject=mailbox.name)
    here = Message.objects.filter(mailbox=mailbox, uidvalidity=selected.uidvalidity)
    known = set(here.values_list("uid", flat=True))
    known |= overlay.moving_uids(mailbox, selected.uidvalidity)
    missing = sorted(set(on_server) - known, reverse=True)
    for batch in batches(missing):
        if not run.goes_on():
            return False
        bring_batch(run, session, mailbox, selected, batch)
    let_go(run, mailbox, gone_from(mailbox, selected, set(on_server)) & held)
    forget_lost(run, mailbox, selected)
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
