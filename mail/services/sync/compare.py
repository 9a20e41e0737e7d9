"""The full comparison: every uid and every flag of a folder. What all short cuts fall back on."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from mail.core.errors import Code, MailError
from mail.core.imap.mailbox import Selected
from mail.models import Mailbox, Message
from mail.services.ingest import count_mailbox
from mail.services.sync.flags import compare_flags
from mail.services.sync.gone import gone_from
from mail.services.sync.listing import bring_missing
from mail.services.sync.run import Run
from mail.services.sync.state import newest_row, note_state
from mail.services.sync.vanished import vanish
from mail.transport.imap_session import ImapSession

NOTED_EVERY = timedelta(minutes=15)


def compare_fully(run: Run, session: ImapSession, mailbox: Mailbox, selected: Selected) -> bool:
    """Make *mailbox*, which is selected, what the server has. False when the budget ended before.

    Raises MailError and LeaseLost.
    """
    newest = newest_row(run)
    selected, listed = _listed(session, mailbox, selected)
    known = _known(mailbox, selected)
    both = [uid for uid in listed if uid in known]
    missing = [uid for uid in listed if uid not in known]
    if not bring_missing(run, session, mailbox, selected, missing):
        return False
    vanish(run, mailbox, gone_from(mailbox, selected, set(listed)))
    settled = compare_flags(run, session, mailbox, selected, both)
    if run.report.more:
        return False
    _recount(run, mailbox)
    # Where a person changed something meanwhile, everything is looked at again.
    modseq = {} if settled else {"highestmodseq": 0}
    not_held = selected.exists - len(listed)
    note_state(
        run, mailbox, selected,
        seen_until=newest, not_held=not_held, compared_fully_at=_compared_at(mailbox), **modseq,
    )  # fmt: skip
    return True


def _recount(run: Run, mailbox: Mailbox) -> None:
    """The counters, which small changes only add to, are counted anew."""
    rows = Message.objects.in_mailbox(mailbox)
    mailbox.refresh_from_db()
    counted = (rows.count(), rows.filter(seen=False).count())
    if counted != (mailbox.stored_count, mailbox.unseen_count):
        with transaction.atomic():
            run.lease.renew()
            count_mailbox(mailbox)


def _compared_at(mailbox: Mailbox) -> datetime:
    """A server that tells no changes is compared every minute: not each time is written down."""
    now = timezone.now()
    at = mailbox.compared_fully_at
    return at if at and now - at < NOTED_EVERY else now


def compare_uids(run: Run, session: ImapSession, mailbox: Mailbox, selected: Selected) -> bool:
    """The same without flags: what vanished, from a server that tells everything else."""
    _selected, listed = _listed(session, mailbox, selected)
    known = _known(mailbox, selected)
    missing = [uid for uid in listed if uid not in known]
    if not bring_missing(run, session, mailbox, selected, missing):
        return False
    vanish(run, mailbox, gone_from(mailbox, selected, set(listed)))
    return True


def _listed(
    session: ImapSession, mailbox: Mailbox, selected: Selected
) -> tuple[Selected, list[int]]:
    """The uids of the server, and what it said of the folder when it had just these."""
    listed = session.uids()
    if len(listed) != selected.exists:  # something came or went since, or the server errs
        selected = session.select(mailbox.name)
        listed = session.uids()
    if not listed and selected.exists:
        # A search that finds nothing in a mailbox that is not empty is a fault, not news.
        raise MailError(Code.PROTOCOL, "SEARCH and EXISTS disagree", subject=mailbox.name)
    return selected, listed


def _known(mailbox: Mailbox, selected: Selected) -> set[int]:
    rows = Message.objects.filter(mailbox=mailbox, uidvalidity=selected.uidvalidity)
    return set(rows.values_list("uid", flat=True))
