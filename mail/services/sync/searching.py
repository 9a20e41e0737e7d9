"""Looking for mail on the server that is not here: outside the window, or with no text yet.

What is found becomes ordinary rows, headers and texts, newest first.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import F

from mail.core.errors import Code, MailError
from mail.models import Errand, Mailbox, Message
from mail.models.errand import PART, ErrandKind
from mail.models.message import MessageState
from mail.services.errands.attempt import attempt, note, waiting
from mail.services.overlay import moving_uids
from mail.services.sync.batches import batches
from mail.services.sync.bodies import bring_texts
from mail.services.sync.listing import bring_batch
from mail.services.sync.run import Run
from mail.transport.imap_search import uids_with_text
from mail.transport.imap_session import ImapSession


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
    hits = _find(run, session, errand, selected.uidvalidity)
    here = Message.objects.filter(mailbox=mailbox, uidvalidity=selected.uidvalidity, uid__in=hits)
    # What has left here is on its way, and neither news nor missing.
    known = set(here.values_list("uid", flat=True)) | moving_uids(mailbox, selected.uidvalidity)
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


def _find(run: Run, session: ImapSession, errand: Errand, uidvalidity: int) -> list[int]:
    """The part of the hits that *errand* is for, of which it keeps the truth about all of them.

    A part that was to begin below a uid of another numbering begins with the newest again.
    """
    found = uids_with_text(session.connection, errand.query)
    goes_on = errand.before_uid and errand.uidvalidity == uidvalidity
    left = [uid for uid in found.uids if uid < errand.before_uid] if goes_on else found.uids
    part = left[-PART:]
    note(
        errand,
        run.lease,
        asked="" if found.words == errand.query else found.words,
        uidvalidity=uidvalidity,
        total=len(found.uids),
        newer=len(found.uids) - len(left),
        oldest_uid=part[0] if part else 0,
    )
    return part


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
    note(errand, run.lease, done=len(hits) - left, found=found)
