"""In which order an account is brought: INBOX, with its texts, before anything else.

INBOX, when it is known ─▶ LIST, with counts ─▶ the other folders ─▶ their texts
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db import transaction

from mail.core.errors import SERVER_WORDS_LIMIT, Code, MailError, printable
from mail.core.imap.special_use import SpecialUse
from mail.core.sync.plan import Way, way
from mail.models import Mailbox, Message
from mail.models.message import MessageState
from mail.services.overlay import ahead_by_folder
from mail.services.sync import reconcile
from mail.services.sync.bodies import bring_texts
from mail.services.sync.byte_count import allowance_of
from mail.services.sync.changes import bring_folder
from mail.services.sync.folders import Folder, Folders, bring_folders, close_folders
from mail.services.sync.quarantining import take_again
from mail.services.sync.run import Run
from mail.services.sync.searching import run_searches
from mail.services.sync.sessions import in_sessions
from mail.services.sync.state import as_held, newest_row, note_seen
from mail.transport.imap_session import ImapSession

_OF_ONE_FOLDER = frozenset({Code.MAILBOX_MISSING, Code.COMMAND_REFUSED})
"""A folder that cannot be opened does not stop the others."""


def bring_everything(run: Run) -> None:
    """Until the budget ends. Raises MailError, LeaseLost, Stopping and what the database raises."""
    run.allowed = allowance_of(run.account)
    in_sessions(run, bring_all)


def bring_all(run: Run, session: ImapSession) -> None:
    inbox = _known_inbox(run)
    if inbox:
        # Before LIST: somebody waits for the message that has just come.
        _bring(run, session, inbox)
        _bring_texts_of(run, session, inbox)
    run_searches(run, session)
    newest = newest_row(run)
    folders = bring_folders(run, session)
    unchanged = _bring_folders(run, session, folders, known=inbox)
    take_again(run, session)
    _bring_texts(run, session, (folder.mailbox for folder in folders.opened))
    if not run.report.more:
        close_folders(run, folders.closed, kept=folders.listed)
        note_seen(run, unchanged, newest)


def _bring_folders(
    run: Run, session: ImapSession, folders: Folders, known: Mailbox | None
) -> list[Mailbox]:
    """The folders of which the list itself says that nothing changed."""
    unchanged: list[Mailbox] = []
    ahead = ahead_by_folder(run.account.pk)
    for folder in folders.opened:
        if known and folder.mailbox.pk == known.pk:
            continue
        if not run.full and _is_unchanged(folder, ahead):
            unchanged.append(folder.mailbox)
            continue
        _bring(run, session, folder.mailbox)
        if folder.mailbox.is_inbox:
            _bring_texts_of(run, session, folder.mailbox)
    return unchanged


def _known_inbox(run: Run) -> Mailbox | None:
    rows = Mailbox.objects.filter(account=run.account, selectable=True, uidvalidity__gt=0)
    return rows.with_use(SpecialUse.INBOX).first()


def _is_unchanged(folder: Folder, ahead: Mapping[int, int]) -> bool:
    mailbox = folder.mailbox
    if folder.said is None or mailbox.problem_code:
        return False
    if reconcile.wants_a_look(mailbox):
        return False
    return way(as_held(mailbox, ahead), folder.said) is Way.NOTHING


def _bring(run: Run, session: ImapSession, mailbox: Mailbox) -> None:
    if not run.goes_on():
        return
    try:
        bring_folder(run, session, mailbox)
    except MailError as problem:
        _pass_over(run, mailbox, problem)
    else:
        if mailbox.problem_code and not run.report.more:
            _note_problem(run, mailbox, "", "")


def _bring_texts_of(run: Run, session: ImapSession, mailbox: Mailbox) -> None:
    try:
        bring_texts(run, session, mailbox)
    except MailError as problem:
        _pass_over(run, mailbox, problem)


def _pass_over(run: Run, mailbox: Mailbox, problem: MailError) -> None:
    """Note *problem* on the folder and go on. Raises it when it is about more than the folder."""
    if not _is_about(mailbox, problem):
        raise problem
    run.report.errors.append(problem.code.value)
    if problem.code is Code.MAILBOX_MISSING and not mailbox.problem_code:
        run.report.looks_again = True  # it was listed a moment ago: the next list says what became
    _note_problem(run, mailbox, problem.code.value, problem.server_said)


def _is_about(mailbox: Mailbox, problem: MailError) -> bool:
    """Not about the connection, whose subject is the host."""
    return problem.code in _OF_ONE_FOLDER or (
        problem.code is Code.PROTOCOL
        and problem.subject == printable(mailbox.name)[:SERVER_WORDS_LIMIT]
    )


def _note_problem(run: Run, mailbox: Mailbox, code: str, said: str) -> None:
    said = said[:SERVER_WORDS_LIMIT]
    if (mailbox.problem_code, mailbox.server_said) == (code, said):
        return
    with transaction.atomic():
        run.lease.renew()
        Mailbox.objects.filter(pk=mailbox.pk).update(problem_code=code, server_said=said)
    run.report.folders += 1


def _bring_texts(run: Run, session: ImapSession, mailboxes: Iterable[Mailbox]) -> None:
    """One query for all folders: of five thousand, hardly any has texts to be fetched."""
    waiting = set(
        Message.objects.filter(mailbox__account=run.account, state=MessageState.LISTED)
        .values_list("mailbox_id", flat=True)
        .distinct()
    )
    for mailbox in mailboxes:
        if mailbox.pk in waiting:
            _bring_texts_of(run, session, mailbox)
