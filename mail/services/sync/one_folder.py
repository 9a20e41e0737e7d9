"""One look at one folder, whose own trouble stops no other one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from mail.core.errors import SERVER_WORDS_LIMIT, Code, MailError, printable
from mail.models import Mailbox
from mail.services.sync.bodies import bring_texts
from mail.services.sync.changes import bring_folder
from mail.services.sync.run import Run
from mail.transport.imap_session import ImapSession

_OF_ONE_FOLDER = frozenset({Code.MAILBOX_MISSING, Code.COMMAND_REFUSED})
"""A folder that cannot be opened does not stop the others."""


def look_at_inbox(run: Run, session: ImapSession, inbox: Mailbox, *, others_wait: bool) -> None:
    """Its list in any case; its flags, where others wait, and its texts in a part of the time."""
    run.flags_wait = others_wait
    look_at(run, session, inbox)
    run.flags_wait = False
    with run.a_while():
        run.shorten()
        bring_texts_of(run, session, inbox)


def look_at(run: Run, session: ImapSession, mailbox: Mailbox) -> None:
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


def bring_texts_of(run: Run, session: ImapSession, mailbox: Mailbox) -> None:
    with passing_over(run, mailbox):
        bring_texts(run, session, mailbox)


@contextmanager
def passing_over(run: Run, mailbox: Mailbox) -> Iterator[None]:
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
