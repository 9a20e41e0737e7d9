"""One folder, brought up to date: by what the server says has changed where it can say it.

open ─▶ plan ─▶ nothing
          ├───▶ new mail, vanished, flags ─▶ as many as the server counts? ─▶ noted
          └───▶ full comparison ◀──────────────────── no ┘
"""

from __future__ import annotations

from mail.core.imap.mailbox import Changes, Opened, Selected
from mail.core.sync.plan import Held, Way, agrees, may_ask, way
from mail.models import Mailbox
from mail.services.sync import held_back, reconcile, standing
from mail.services.sync.choice import choice_of
from mail.services.sync.compare import compare_fully, compare_uids
from mail.services.sync.flags import take_over, telling
from mail.services.sync.listing import bring_missing
from mail.services.sync.run import Run
from mail.services.sync.state import held_of, newest_row, note_seen, note_size, note_state
from mail.services.sync.unstable import note_new_numbers
from mail.services.sync.vanished import rows_at, vanish
from mail.transport.imap_session import ImapSession


def bring_folder(run: Run, session: ImapSession, mailbox: Mailbox) -> None:
    """Raises MailError, LeaseLost, Stopping. Where the budget ends, nothing is noted as done."""
    newest = newest_row(run)
    held = held_of(mailbox)
    is_whole = run.full or reconcile.wants_a_look(mailbox)
    telling_before = telling(run)
    opened = session.open_mailbox(mailbox.name, known=None if is_whole else may_ask(held))
    note_new_numbers(run, mailbox, opened.selected)
    note_size(run, mailbox, opened.selected)
    if standing.has_news(mailbox, opened.selected):
        counted = None if mailbox.since else opened.selected.exists
        standing.note_behind(run, mailbox, counted)
    chosen = Way.COMPARE if is_whole else way(held, opened.selected)
    if chosen is Way.NOTHING:
        note_seen(run, [mailbox], newest)
        return
    if chosen is Way.CHANGES and _by_changes(
        run, session, mailbox, held, opened, newest, telling_before=telling_before
    ):
        return
    # However late it is by now: what was opened has at least a step, or it would never be done.
    compare_fully(run, session, mailbox, opened.selected)


def _by_changes(
    run: Run,
    session: ImapSession,
    mailbox: Mailbox,
    held: Held,
    opened: Opened,
    newest: int,
    *,
    telling_before: int | None,
) -> bool:
    """Whether the folder is now as the server has it, as far as counting shows."""
    selected, choice = opened.selected, choice_of(mailbox)
    new = session.uids(held.uidnext) if selected.uidnext > held.uidnext else []
    if not bring_missing(run, session, mailbox, selected, new):
        return False
    changes = opened.changes or _asked(session, held)
    vanished = rows_at(mailbox, selected.uidvalidity, changes.vanished)
    vanish(run, mailbox, vanished)
    settled = take_over(run, mailbox, selected, changes.flags, telling_before=telling_before)
    is_whole = agrees(held_of(mailbox) if new or vanished else held, selected)
    if vanished and mailbox.held_count:
        held_back.note_look(run, mailbox)
    if not is_whole and not _is_made_whole(
        run, session, mailbox, selected, resynced=opened.changes is not None
    ):
        return False
    # Where a person changed something meanwhile, the server is asked the same once more.
    modseq = {} if settled else {"highestmodseq": held.highestmodseq}
    note_state(run, mailbox, selected, choice, seen_until=newest, **modseq)
    return True


def _asked(session: ImapSession, held: Held) -> Changes:
    return session.changed_since(held.highestmodseq, held.uidnext)


def _is_made_whole(
    run: Run, session: ImapSession, mailbox: Mailbox, selected: Selected, *, resynced: bool
) -> bool:
    # Without QRESYNC nobody tells what vanished: that is what the count is for.
    return (
        not resynced
        and run.goes_on()
        and compare_uids(run, session, mailbox, selected)
        and agrees(held_of(mailbox), selected)
    )
