"""Every folder has its look, in as many runs as that takes (:mod:`mail.services.sync.round`)."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping

from mail.core.sync.plan import Way, way
from mail.models import Mailbox
from mail.services.overlay import ahead_by_folder
from mail.services.sync import reconcile
from mail.services.sync.folders import Folder, Folders
from mail.services.sync.one_folder import look_at, look_at_inbox
from mail.services.sync.run import Run
from mail.services.sync.standing import has_news
from mail.services.sync.state import as_held
from mail.transport.imap_session import ImapSession

FOR_OTHERS_S = 1.0
"""Which the other folders have in each run however long INBOX took, and the rest of the work when
all had their look."""


def look_at_every_folder(
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
            look_at_inbox(run, session, mailbox, others_wait=bool(waiting))
        else:
            with run.a_while():
                if waiting:
                    run.shorten()
                look_at(run, session, mailbox)
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
            look_at(run, session, mailbox)
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


def _is_unchanged(folder: Folder, ahead: Mapping[int, int]) -> bool:
    mailbox = folder.mailbox
    if folder.said is None or mailbox.problem_code:
        return False
    if reconcile.wants_a_look(mailbox):
        return False
    return way(as_held(mailbox, ahead), folder.said) is Way.NOTHING
