"""The full comparison: every uid and every flag of a folder. What all short cuts fall back on."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db import transaction

from mail.core.errors import Code, MailError
from mail.core.imap.mailbox import Selected
from mail.models import Mailbox, Message
from mail.services import overlay
from mail.services.ingest import count_mailbox, counts_of
from mail.services.sync import held_back, reconcile, standing, window
from mail.services.sync.choice import choice_of
from mail.services.sync.flags import compare_flags
from mail.services.sync.gone import forget_lost, gone_from, rows_in
from mail.services.sync.listing import bring_missing
from mail.services.sync.run import Run
from mail.services.sync.state import newest_row, note_state
from mail.services.sync.vanished import vanish
from mail.transport.imap_session import ImapSession


def compare_fully(run: Run, session: ImapSession, mailbox: Mailbox, selected: Selected) -> bool:
    """Make *mailbox*, which is selected, what the server has. False when the budget ended before.

    Raises MailError and LeaseLost.
    """
    newest = newest_row(run)
    before = rows_in(mailbox)  # what comes here meanwhile is not looked for
    selected, listed = _listed(run, session, mailbox, selected)
    choice = choice_of(mailbox)  # before the row is read again
    both = sorted(_known(mailbox, selected) & set(listed))
    if not _is_brought(run, session, mailbox, selected, listed, before):
        return False
    settled = compare_flags(run, session, mailbox, selected, both)
    if run.report.more:
        return False
    _recount(run, mailbox)
    run.counted[mailbox.pk] = window.counted(mailbox, selected, listed)
    # Where a person changed something meanwhile, everything is looked at again.
    modseq = {} if settled else {"highestmodseq": 0}
    not_held = selected.exists - len(listed)
    noted = {"not_held": not_held, **modseq}
    note_state(run, mailbox, selected, choice, seen_until=newest, **noted)
    return True


def compare_uids(run: Run, session: ImapSession, mailbox: Mailbox, selected: Selected) -> bool:
    """The same without flags: what vanished, from a server that tells everything else."""
    before = rows_in(mailbox)
    selected, listed = _listed(run, session, mailbox, selected)
    return _is_brought(run, session, mailbox, selected, listed, before)


def _is_brought(
    run: Run,
    session: ImapSession,
    mailbox: Mailbox,
    selected: Selected,
    listed: Sequence[int],
    before: Collection[int],
) -> bool:
    """Whether what is *listed* is here, and nothing else of the rows from *before*."""
    known = _known(mailbox, selected)
    missing = [uid for uid in listed if uid not in known]
    if missing:
        standing.note_behind(run, mailbox, window.counted(mailbox, selected, listed))
    is_all = bring_missing(run, session, mailbox, selected, missing)
    reconcile.note_repaired(run, mailbox, reconcile.holes(mailbox, selected, missing))
    if not is_all:
        return False
    gone = [pk for pk in gone_from(mailbox, selected, set(listed)) if pk in before]
    held_back.show_again(run, mailbox, gone)
    vanish(run, mailbox, gone)
    held_back.note_look(run, mailbox)
    forget_lost(run, mailbox, selected)
    return True


def _recount(run: Run, mailbox: Mailbox) -> None:
    """The counters, which small changes only add to, are counted anew."""
    mailbox.refresh_from_db()
    if any(getattr(mailbox, name) != number for name, number in counts_of(mailbox).items()):
        with transaction.atomic():
            run.lease.renew()
            count_mailbox(mailbox)


def _listed(
    run: Run, session: ImapSession, mailbox: Mailbox, selected: Selected
) -> tuple[Selected, list[int]]:
    """The uids that are wanted, and what the server said of the folder when it had just these."""
    listed = window.wanted(run, session, mailbox, selected)
    if mailbox.since is None and len(listed) != selected.exists:
        # Something came or went since, or the server errs.
        selected = session.select(mailbox.name)
        listed = window.wanted(run, session, mailbox, selected)
    if mailbox.since is None and not listed and selected.exists:
        # A search that finds nothing in a mailbox that is not empty is a fault, not news.
        raise MailError(Code.PROTOCOL, "SEARCH and EXISTS disagree", subject=mailbox.name)
    return selected, listed


def _known(mailbox: Mailbox, selected: Selected) -> set[int]:
    rows = Message.objects.filter(mailbox=mailbox, uidvalidity=selected.uidvalidity)
    here = set(rows.values_list("uid", flat=True))
    return here | overlay.moving_uids(mailbox, selected.uidvalidity)
