"""The list of a folder: headers and structure of what the server has and we do not hold."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from mail.core.imap.mailbox import Selected
from mail.core.reading.work import Answer
from mail.models import Mailbox
from mail.services.ingest import ingest_headers, pieces_of
from mail.services.statistics import count_anew
from mail.services.sync.run import Run
from mail.transport.imap_session import FetchedHeader, ImapSession


def bring_missing(
    run: Run, session: ImapSession, mailbox: Mailbox, selected: Selected, uids: Collection[int]
) -> bool:
    """Take what is listed at *uids*, newest first; False when the budget ended before.

    While one unit is stored the next is read, and the one behind it is on its way here.
    """
    if not uids:
        return True  # it goes on with what is here, however late it is
    run.expect(len(uids))
    units = session.header_batches(sorted(uids, reverse=True))
    as_many = run.as_long_as_it_goes_on(units, len(uids))
    for unit, answers in run.reader.in_turn(as_many, pieces_of):
        _keep(run, mailbox, selected, unit, answers)
    return not run.report.more


def bring_batch(
    run: Run, session: ImapSession, mailbox: Mailbox, selected: Selected, uids: Sequence[int]
) -> None:
    """The same for a few, whatever the budget says: somebody waits for them."""
    for unit in session.header_batches(uids):
        _keep(run, mailbox, selected, unit)


def _keep(
    run: Run,
    mailbox: Mailbox,
    selected: Selected,
    unit: Sequence[FetchedHeader],
    answers: Sequence[Answer] | None = None,
) -> None:
    before = run.report.fetched
    run.report.fetched += ingest_headers(mailbox, selected.uidvalidity, unit, run.lease, answers)
    count_anew(before, run.report.fetched)
    run.tell()
