"""Looking for mail on the server that is not here: outside the window, or with no text yet.

What is found becomes ordinary rows, headers and texts, newest first.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import F

from mail.core.errors import Code, MailError
from mail.models import Errand, Mailbox, Message
from mail.models.errand import ErrandKind
from mail.models.message import MessageState
from mail.services.errands.attempt import attempt, note, waiting
from mail.services.sync.batches import batches
from mail.services.sync.bodies import bring_texts
from mail.services.sync.listing import bring_batch
from mail.services.sync.run import Run
from mail.transport.imap_search import uids_with_text
from mail.transport.imap_session import ImapSession

MOST = 500
"""Messages of one search that are brought; whoever needs more types more words."""


def run_searches(run: Run, session: ImapSession) -> None:
    """What somebody is waiting for, before anything else is brought."""
    for errand in waiting(run.account, (ErrandKind.SEARCH,)):
        attempt(errand, run.lease, lambda one: search(run, session, one))


def search(run: Run, session: ImapSession, errand: Errand) -> None:
    """Raises MailError. Twice is harmless: what is here already is not brought again."""
    mailbox = errand.mailbox
    assert mailbox is not None
    selected = session.select(mailbox.name)
    if mailbox.uidvalidity not in {0, selected.uidvalidity}:
        raise MailError(Code.MAILBOX_MISSING, subject=mailbox.last_name)
    hits = uids_with_text(session.connection, errand.query)[-MOST:]
    here = Message.objects.filter(mailbox=mailbox, uidvalidity=selected.uidvalidity, uid__in=hits)
    known = set(here.values_list("uid", flat=True))
    missing = sorted(set(hits) - known, reverse=True)
    _note(run, errand, hits, selected.uidvalidity, left=len(missing))
    before = run.report.fetched
    for batch in batches(missing):
        run.lease.go_on()
        bring_batch(run, session, mailbox, selected, batch)
        missing = missing[len(batch) :]
        _note(run, errand, hits, selected.uidvalidity, left=len(missing))
    _count_too(run, mailbox, run.report.fetched - before)
    _bring_their_texts(run, session, mailbox)


def _count_too(run: Run, mailbox: Mailbox, brought: int) -> None:
    """What lies outside the window counts on both sides once it is here."""
    if mailbox.since and brought:
        with transaction.atomic():
            run.lease.renew()
            Mailbox.objects.filter(pk=mailbox.pk).update(server_count=F("server_count") + brought)


def _bring_their_texts(run: Run, session: ImapSession, mailbox: Mailbox) -> None:
    if Message.objects.filter(mailbox=mailbox, state=MessageState.LISTED).exists():
        bring_texts(run, session, mailbox)


def _note(run: Run, errand: Errand, hits: list[int], uidvalidity: int, *, left: int) -> None:
    rows = Message.objects.filter(
        mailbox=errand.mailbox, uidvalidity=uidvalidity, uid__in=hits
    ).newest_first()
    found = list(rows.values_list("pk", flat=True))
    note(errand, run.lease, total=len(hits), done=len(hits) - left, found=found)
