"""Where mail from before a folder's window lies after the server numbered everything anew.

Such mail is here because it was searched for, moved or put there. A list of what came within the
window does not name it, and to read the headers of everything older would be as if there were no
window. So the days on which it came are looked at, first the sizes of what lies there, and listed
is what is as large as something that is looked for.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime, timedelta

from mail.core.imap.mailbox import Selected
from mail.core.sync.spans import spans
from mail.models import Mailbox, Message
from mail.services import overlay
from mail.services.stopping import go_on_or_stop
from mail.services.sync.run import Run
from mail.transport.imap_search import uids_between
from mail.transport.imap_session import ImapSession

SEARCHES = 50
"""Of one look; whoever holds old mail of more days than that has longer spans searched."""

SIZES = 5_000
"""Messages whose sizes are asked for at a time: 400 kB of answer."""

ZONES = timedelta(days=2)
"""A day of the server and one of ours may be two apart."""

Mark = tuple[datetime, int]  # when it came, size in bytes


def numbered_anew(
    run: Run, session: ImapSession, mailbox: Mailbox, selected: Selected, listed: Collection[int]
) -> set[int]:
    """Uids, besides those *listed*, that may be mail held of *mailbox* from before its window.

    None unless UIDVALIDITY is another one than before. Raises MailError, LeaseLost, Stopping.
    """
    if not mailbox.uidvalidity or mailbox.uidvalidity == selected.uidvalidity:
        return set()
    began = time.monotonic()
    sought = _sought(mailbox, selected.uidvalidity)
    there = _of_these_days(run, session, {came.date() for came, _size_bytes in sought})
    wanted = {size_bytes for _came, size_bytes in sought}
    told = _sizes(run, session, sorted(there - set(listed)))
    found = {uid for uid, size_bytes in told if size_bytes in wanted}
    # What is found is to be read in this run: the next one would have to look for it again.
    run.ends_at += time.monotonic() - began
    return found


def _sought(mailbox: Mailbox, uidvalidity: int) -> list[Mark]:
    """What is here, and what has left here and is still there."""
    if mailbox.since is None:
        return []
    rows = Message.objects.filter(mailbox=mailbox, uid__gt=0).exclude(uidvalidity=uidvalidity)
    here = rows.values_list("internaldate", "size_bytes")
    lost = overlay.without_number(mailbox, uidvalidity).filter(message__isnull=False)
    leaving = lost.values_list("message__internaldate", "message__size_bytes")
    listed_from = mailbox.since + ZONES
    return [mark for mark in (*here, *leaving) if mark[0].date() < listed_from]


def _of_these_days(run: Run, session: ImapSession, days: Collection[date]) -> set[int]:
    there: set[int] = set()
    for first, behind in spans(days, SEARCHES):
        _show_life(run)
        there.update(uids_between(session.connection, first, behind))
    return there


def _sizes(run: Run, session: ImapSession, uids: Sequence[int]) -> Iterator[tuple[int, int]]:
    for start in range(0, len(uids), SIZES):
        _show_life(run)
        marks = session.fetch_marks(uids[start : start + SIZES])
        yield from ((uid, size_bytes) for uid, (size_bytes, _came) in marks.items())


def _show_life(run: Run) -> None:
    go_on_or_stop()
    run.lease.renew()
