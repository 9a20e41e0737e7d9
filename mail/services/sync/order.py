"""In which order an account is brought: INBOX, with its texts, before anything else.

INBOX, when it is known ─▶ LIST, with counts ─▶ the other folders ─▶ their texts ─▶ suspects

INBOX comes first in every run; the others go round (:mod:`mail.services.sync.round`).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from django.db import transaction

from mail.core.errors import SERVER_WORDS_LIMIT, Code, MailError, printable
from mail.core.imap.special_use import SpecialUse
from mail.core.sync.plan import Way, way
from mail.models import Mailbox, Message
from mail.models.message import MessageState
from mail.services.overlay import ahead_by_folder
from mail.services.sync import quarantining, reconcile
from mail.services.sync.bodies import bring_suspect, bring_texts, suspects
from mail.services.sync.byte_count import allowance_of
from mail.services.sync.changes import bring_folder
from mail.services.sync.folders import Folder, Folders, bring_folders, close_folders
from mail.services.sync.run import Run
from mail.services.sync.searching import run_searches
from mail.services.sync.sessions import in_sessions
from mail.services.sync.standing import has_news
from mail.services.sync.state import as_held, newest_row, note_seen
from mail.transport.imap_session import ImapSession

_OF_ONE_FOLDER = frozenset({Code.MAILBOX_MISSING, Code.COMMAND_REFUSED})
"""A folder that cannot be opened does not stop the others."""

FOR_OTHERS_S = 1.0
"""Which the other folders have in each run however long INBOX took, and the rest of the work when
all had their look."""


def bring_everything(run: Run) -> None:
    """Until the budget ends. Raises MailError, LeaseLost, Stopping and what the database raises."""
    run.allowed = allowance_of(run.account)
    in_sessions(run, bring_all)


def bring_all(run: Run, session: ImapSession) -> None:
    inbox = _known_inbox(run)
    if inbox:
        # Before LIST: somebody waits for the message that has just come.
        _bring_inbox(run, session, inbox, others_wait=True)
    run_searches(run, session)
    newest = newest_row(run)
    folders = bring_folders(run, session)
    unchanged = _bring_folders(run, session, folders, known=inbox)
    run.have_at_least(FOR_OTHERS_S)
    _take_again(run, session)
    _bring_texts(run, session, folders)
    if not run.report.more:
        close_folders(run, folders.closed, kept=folders.listed)
        note_seen(run, unchanged, newest)
    _bring_suspects(run, session, folders)


def _bring_inbox(run: Run, session: ImapSession, inbox: Mailbox, *, others_wait: bool) -> None:
    """Its list in any case; its flags, where others wait, and its texts in a part of the time."""
    run.flags_wait = others_wait
    _bring(run, session, inbox)
    run.flags_wait = False
    with run.a_while():
        run.shorten()
        _bring_texts_of(run, session, inbox)


def _bring_folders(
    run: Run, session: ImapSession, folders: Folders, known: Mailbox | None
) -> list[Mailbox]:
    """The folders of which the list itself says that nothing changed.

    The others are looked at, unless that was done in this round; ``run.report.more`` says when
    the time was too short for that.
    """
    at = run.round
    at.begin(folder.mailbox for folder in folders.opened)
    unchanged = _unchanged(run, folders)
    still = {mailbox.pk for mailbox in unchanged}
    others = [one.mailbox for one in folders.opened if one.mailbox.pk not in still]
    waiting = [mailbox for mailbox in others if not at.is_over(mailbox)]
    waiting.sort(key=lambda mailbox: mailbox == known)  # it has had its turn
    with run.a_while():
        if at.was_listed:
            run.shorten()  # texts are left from the last round
        run.have_at_least(FOR_OTHERS_S)
        at.is_closed = _bring_waiting(run, session, deque(waiting))
    if not at.is_listed:
        run.report.more = True
    elif at.is_closed:
        _bring_news(run, session, folders)
    return unchanged


def _bring_waiting(run: Run, session: ImapSession, waiting: deque[Mailbox]) -> bool:
    """Whether all have had their look. What takes long lets the others pass."""
    while waiting and run.goes_on():
        mailbox = waiting.popleft()
        if mailbox.is_inbox:
            _bring_inbox(run, session, mailbox, others_wait=bool(waiting))
        else:
            with run.a_while():
                if waiting:
                    run.shorten()
                _bring(run, session, mailbox)
        if not run.round.is_over(mailbox):
            waiting.append(mailbox)
    return not waiting


def _bring_news(run: Run, session: ImapSession, folders: Folders) -> None:
    """What the list tells of folders that earlier runs of the round have looked at. It is no more
    than is left for the next round, and no reason to call this one unfinished."""
    news = [one.mailbox for one in folders.opened if _was_earlier(run, one) and _has_news(one)]
    if not news:
        return
    with run.a_while():
        run.shorten()
        for mailbox in news:
            _bring(run, session, mailbox)
        run.report.looks_again |= run.report.more


def _was_earlier(run: Run, folder: Folder) -> bool:
    """And not in this run as well."""
    pk = folder.mailbox.pk
    return pk in run.round.earlier and pk not in run.round.looked_at


def _has_news(folder: Folder) -> bool:
    mailbox, said = folder.mailbox, folder.said
    if said is None or mailbox.problem_code:
        return False
    return has_news(mailbox, said) or (said.highestmodseq or 0) != mailbox.highestmodseq


def _unchanged(run: Run, folders: Folders) -> list[Mailbox]:
    if run.full:
        return []
    ahead = ahead_by_folder(run.account.pk)
    return [folder.mailbox for folder in folders.opened if _is_unchanged(folder, ahead)]


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
    """One look at *mailbox*, as far as the time allows."""
    if not run.goes_on():
        return
    with run.a_while():
        try:
            bring_folder(run, session, mailbox)
        except MailError as problem:
            _pass_over(run, mailbox, problem)
        else:
            if run.report.more:
                return
            if mailbox.problem_code:
                _note_problem(run, mailbox, "", "")
        run.round.looked_at.add(mailbox.pk)


def _bring_texts_of(run: Run, session: ImapSession, mailbox: Mailbox) -> None:
    with _passing_over(run, mailbox):
        bring_texts(run, session, mailbox)


@contextmanager
def _passing_over(run: Run, mailbox: Mailbox) -> Iterator[None]:
    """A folder that refuses stops no other one."""
    try:
        yield
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


def _take_again(run: Run, session: ImapSession) -> None:
    for mailbox in quarantining.asked_for(run):
        with _passing_over(run, mailbox):
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
            _bring_texts_of(run, session, folder.mailbox)


def _bring_suspects(run: Run, session: ImapSession, folders: Folders) -> None:
    """What broke a connection before, when everything else is done: it may break this one."""
    opened = {folder.mailbox.pk: folder.mailbox for folder in folders.opened}
    for pk, mailbox_pk in suspects(run):
        if mailbox := opened.get(mailbox_pk):
            with _passing_over(run, mailbox):
                bring_suspect(run, session, mailbox, pk)
