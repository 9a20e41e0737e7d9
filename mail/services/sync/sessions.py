"""The connection of a run; and another one where a folder was taken away while it was selected.

Servers let another program delete or rename a folder that we have open, and then hang up on us
(RFC 2180 §3.3). That is no fault of the line: the rest of the folders is brought all the same.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from accounts import connect
from mail.core.errors import Code, MailError
from mail.services.sync.run import Run
from mail.transport import imap_change
from mail.transport.imap_session import ImapSession

log = logging.getLogger(__name__)

CONNECTIONS = 3
"""Of one run. Whoever deletes many folders has deleted more of them by the second list."""

Work = Callable[[Run, ImapSession], None]


@dataclass(frozen=True, slots=True)
class HungUp:
    """What was raised while the folder *name* was selected."""

    problem: MailError
    name: str


def in_sessions(run: Run, work: Work) -> None:
    """*work* in a session and, when the server hung up because the selected folder went, once more
    in the next. Raises MailError: how the last session ended."""
    hung_up: HungUp | None = None
    for _ in range(CONNECTIONS):
        hung_up = _in_session(run, work, hung_up)
        if hung_up is None:
            return
    assert hung_up is not None
    raise hung_up.problem


def _in_session(run: Run, work: Work, before: HungUp | None) -> HungUp | None:
    had_in, had_out = run.report.bytes_in, run.report.bytes_out
    with connect.imap_session(run.account, connect.Purpose.SYNC) as session:
        run.read_bytes = lambda: had_in + session.traffic[0]
        try:
            _check(run, session, before)
            work(run, session)
        except MailError as problem:
            if problem.code is not Code.DROPPED or session.selection is None:
                raise
            return HungUp(problem, session.selection.name)
        finally:
            bytes_in, bytes_out = session.traffic
            run.report.bytes_in, run.report.bytes_out = had_in + bytes_in, had_out + bytes_out
    return None


def _check(run: Run, session: ImapSession, before: HungUp | None) -> None:
    """Raises what the last session ended with, unless its folder is gone."""
    if before is None:
        return
    if imap_change.exists(session.connection, before.name):
        raise before.problem
    log.info("folder taken away account=%s", run.account.pk)
