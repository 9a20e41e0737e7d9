"""The list of a folder: headers and structure of what the server has and we do not hold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mail.core.imap.mailbox import Selected
from mail.models import Mailbox
from mail.services.ingest import ingest_headers
from mail.services.sync.run import Run
from mail.transport.imap_session import FetchedHeader, ImapSession


def bring_missing(
    run: Run, session: ImapSession, mailbox: Mailbox, selected: Selected, uids: Iterable[int]
) -> bool:
    """Take what is listed at *uids*, newest first; False when the budget ended before.

    While one unit is stored the next is on its way here.
    """
    units = session.header_batches(sorted(uids, reverse=True))
    while run.goes_on():
        unit = next(units, None)
        if unit is None:
            return True
        _keep(run, mailbox, selected, unit)
    return False


def bring_batch(
    run: Run, session: ImapSession, mailbox: Mailbox, selected: Selected, uids: Sequence[int]
) -> None:
    """The same for a few, whatever the budget says: somebody waits for them."""
    for unit in session.header_batches(uids):
        _keep(run, mailbox, selected, unit)


def _keep(run: Run, mailbox: Mailbox, selected: Selected, unit: Sequence[FetchedHeader]) -> None:
    run.report.fetched += ingest_headers(mailbox, selected.uidvalidity, unit, run.lease)
    run.tell()
