"""In which order an account is brought: INBOX, with its texts, before anything else."""

from __future__ import annotations

from accounts import connect
from mail.core.errors import Code, MailError
from mail.core.imap.mailbox import Selected
from mail.models import Mailbox
from mail.services.sync.bodies import bring_texts
from mail.services.sync.flags import bring_flags
from mail.services.sync.folders import bring_folders
from mail.services.sync.listing import bring_new
from mail.services.sync.run import Run
from mail.services.sync.state import is_unchanged, note_state
from mail.transport.imap_session import ImapSession

_OF_ONE_FOLDER = frozenset({Code.MAILBOX_MISSING, Code.COMMAND_REFUSED})
"""A folder that cannot be opened does not stop the others."""


def bring_everything(run: Run) -> None:
    """Until the budget ends. Raises MailError, LeaseLost, Stopping and what the database raises."""
    with connect.imap_session(run.account, connect.Purpose.SYNC) as session:
        try:
            _bring_all(run, session)
        finally:
            run.report.bytes_in, run.report.bytes_out = session.traffic


def _bring_all(run: Run, session: ImapSession) -> None:
    mailboxes = bring_folders(run, session)
    for mailbox in mailboxes:
        _list(run, session, mailbox)
        if mailbox.is_inbox:
            bring_texts(run, session, mailbox)
    for mailbox in mailboxes:
        bring_texts(run, session, mailbox)


def _list(run: Run, session: ImapSession, mailbox: Mailbox) -> None:
    if not run.goes_on():
        return
    try:
        selected = session.select(mailbox.name)
    except MailError as problem:
        if problem.code not in _OF_ONE_FOLDER:
            raise
        run.report.errors.append(problem.code.value)
        return
    if not run.full and is_unchanged(mailbox, selected):
        return
    if _is_brought(run, session, mailbox, selected):
        note_state(run, mailbox, selected)


def _is_brought(run: Run, session: ImapSession, mailbox: Mailbox, selected: Selected) -> bool:
    return bring_new(run, session, mailbox, selected) and bring_flags(
        run, session, mailbox, selected
    )
