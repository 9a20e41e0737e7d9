"""In which order an account is brought: INBOX, with its texts, before anything else.

INBOX, when it is known ─▶ LIST, with counts ─▶ the other folders ─▶ their texts ─▶ suspects

INBOX comes first in every run; the others go round (:mod:`mail.services.sync.round`).
"""

from __future__ import annotations

from mail.core.imap.special_use import SpecialUse
from mail.models import Mailbox, Message
from mail.models.message import MessageState
from mail.services.sync import quarantining
from mail.services.sync.bodies import bring_suspect, suspects
from mail.services.sync.byte_count import allowance_of
from mail.services.sync.every_folder import FOR_OTHERS_S, look_at_every_folder
from mail.services.sync.folders import Folders, bring_folders, close_folders
from mail.services.sync.one_folder import bring_texts_of, look_at_inbox, passing_over
from mail.services.sync.run import Run
from mail.services.sync.searching import run_searches
from mail.services.sync.sessions import in_sessions
from mail.services.sync.state import newest_row, note_seen
from mail.transport.imap_session import ImapSession


def bring_everything(run: Run) -> None:
    """Until the budget ends. Raises MailError, LeaseLost, Stopping and what the database raises."""
    run.allowed = allowance_of(run.account)
    in_sessions(run, bring_all)


def bring_all(run: Run, session: ImapSession) -> None:
    inbox = _known_inbox(run)
    if inbox:
        # Before LIST: somebody waits for the message that has just come.
        look_at_inbox(run, session, inbox, others_wait=True)
    run_searches(run, session)
    newest = newest_row(run)
    folders = bring_folders(run, session)
    unchanged = look_at_every_folder(run, session, folders, known=inbox)
    run.have_at_least(FOR_OTHERS_S)
    _take_again(run, session)
    _bring_texts(run, session, folders)
    if not run.report.more:
        close_folders(run, folders.closed, kept=folders.listed)
        note_seen(run, unchanged, newest)
    _bring_suspects(run, session, folders)


def _known_inbox(run: Run) -> Mailbox | None:
    rows = Mailbox.objects.filter(account=run.account, selectable=True, uidvalidity__gt=0)
    return rows.with_use(SpecialUse.INBOX).first()


def _take_again(run: Run, session: ImapSession) -> None:
    for mailbox in quarantining.asked_for(run):
        with passing_over(run, mailbox):
            quarantining.take_again(run, session, mailbox)


def _bring_texts(run: Run, session: ImapSession, folders: Folders) -> None:
    """One query for all folders: of five thousand, hardly any has texts to be fetched."""
    waiting = set(
        Message.objects.filter(mailbox__account=run.account, state=MessageState.LISTED)
        .values_list("mailbox_id", flat=True)
        .distinct()
    )
    for folder in folders.opened:
        if folder.mailbox.pk in waiting:
            bring_texts_of(run, session, folder.mailbox)


def _bring_suspects(run: Run, session: ImapSession, folders: Folders) -> None:
    """What broke a connection before, when everything else is done: it may break this one."""
    opened = {folder.mailbox.pk: folder.mailbox for folder in folders.opened}
    for pk, mailbox_pk in suspects(run):
        if mailbox := opened.get(mailbox_pk):
            with passing_over(run, mailbox):
                bring_suspect(run, session, mailbox, pk)
