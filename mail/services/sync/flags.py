"""Flags that another program changed."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.db import transaction
from django.db.models import F

from mail.core.imap.flags import Flags
from mail.core.imap.mailbox import Selected
from mail.models import Lane, Mailbox, Message
from mail.models.lane import LaneName
from mail.services.ingest import FLAG_COLUMNS, flag_values
from mail.services.overlay import pending_flags
from mail.services.sync import flags_reached
from mail.services.sync.flags_reached import Reached
from mail.services.sync.run import Run
from mail.transport.imap_session import ImapSession

WINDOW = 5_000
"""Messages whose flags are asked for at a time: 250 kB of answer, and the rows in memory."""

FLAGS_BATCH = 1_000
NAMED_LIMIT = 1_000  # uids that a query names one by one; of more, everything between is read

Values = tuple[bool | str, ...]


@dataclass(frozen=True, slots=True)
class Changed:
    """A row whose flags are others on the server, in the order of ``FLAG_COLUMNS``."""

    pk: int
    before: Values
    after: Values


def compare_flags(
    run: Run, session: ImapSession, mailbox: Mailbox, selected: Selected, uids: Sequence[int]
) -> bool:
    """Whether the flags of *uids*, ascending, here are now those of the server.

    Where the budget ends before, ``run.report.more`` says so and the next run goes on there. One
    window is compared in any case, so that a folder of any size comes to its end.
    """
    if run.flags_wait:
        run.shorten()
    begun = flags_reached.begun(run, mailbox, selected)
    first, reached = bisect_right(uids, begun.uid), begun.uid
    settled = True
    for start in range(first, len(uids), WINDOW):
        if start > first and not run.goes_on():
            flags_reached.note(run, mailbox, replace(begun, uid=reached))
            return False
        window = uids[start : start + WINDOW]
        # Read before the server is asked: what a person changes meanwhile stands.
        here = _rows(mailbox, selected, window)
        told = session.fetch_flags(window)
        settled &= keep_flags(run, mailbox, _changed(run, here, told))
        reached = window[-1] if settled else reached
    settled &= _meanwhile(run, session, mailbox, selected, begun)
    flags_reached.note(run, mailbox, flags_reached.NOWHERE)
    return settled


def _meanwhile(
    run: Run, session: ImapSession, mailbox: Mailbox, selected: Selected, begun: Reached
) -> bool:
    """Whether what earlier runs compared has the flags that it got since *begun*, where the server
    tells them."""
    if not begun.uid or not selected.highestmodseq:
        return True
    if not begun.modseq:
        return False
    telling_before = telling(run)
    told = session.changed_since(begun.modseq, begun.uid + 1).flags
    return take_over(run, mailbox, selected, told, telling_before=telling_before)


def telling(run: Run) -> int | None:
    """How often a worker has told the server what people change; None while one does."""
    lane = Lane.objects.filter(account=run.account, name=LaneName.INTERACTIVE)
    row = lane.values_list("epoch", "owner").first()
    if row is None:
        return 0
    return None if row[1] else row[0]


def take_over(
    run: Run,
    mailbox: Mailbox,
    selected: Selected,
    told: Mapping[int, Flags],
    *,
    telling_before: int | None,
) -> bool:
    """The flags that were *told* by uid. Whether all that are held have them now.

    *telling_before* is :func:`telling` from before the server was asked. Where it is another one
    now, a person's change may have been made and settled since, and what was told is older.
    """
    if not told:
        return True
    here: dict[int, tuple[int, Values]] = {}
    uids = sorted(told)
    for start in range(0, len(uids), WINDOW):
        here |= _rows(mailbox, selected, uids[start : start + WINDOW])
    changed = _changed(run, here, told)
    if changed and (telling_before is None or telling(run) != telling_before):
        return False
    return keep_flags(run, mailbox, changed)


def keep_flags(run: Run, mailbox: Mailbox, changed: Sequence[Changed]) -> bool:
    """Whether no row had been changed by somebody else meanwhile."""
    settled = True
    for start in range(0, len(changed), FLAGS_BATCH):
        settled &= keep_batch(run, mailbox, changed[start : start + FLAGS_BATCH])
    return settled


def keep_batch(run: Run, mailbox: Mailbox, changed: Sequence[Changed]) -> bool:
    alike: dict[tuple[Values, Values], list[int]] = defaultdict(list)
    for row in changed:
        alike[row.before, row.after].append(row.pk)
    written = unseen = 0
    with transaction.atomic():
        run.lease.renew()
        for (before, after), pks in alike.items():
            as_read = Message.objects.filter(pk__in=pks, **_named(before))
            number = as_read.update(**_named(after))
            written += number
            unseen += number * (_is_unread(after) - _is_unread(before))
        if unseen:
            counted = Mailbox.objects.filter(pk=mailbox.pk, unseen_count__gte=-unseen)
            counted.update(unseen_count=F("unseen_count") + unseen)
    run.report.flags += written
    return written == len(changed)


def _is_unread(flags: Values) -> bool:
    """As folders count: what is marked for removal is not news."""
    named = _named(flags)
    return not named["seen"] and not named["deleted"]


def _rows(
    mailbox: Mailbox, selected: Selected, window: Sequence[int]
) -> dict[int, tuple[int, Values]]:
    """(pk, flags) by uid."""
    rows = Message.objects.filter(mailbox=mailbox, uidvalidity=selected.uidvalidity)
    if len(window) <= NAMED_LIMIT:
        rows = rows.filter(uid__in=window)
    else:
        rows = rows.filter(uid__range=(window[0], window[-1]))
    wanted = set(window)
    return {
        uid: (pk, tuple(values))
        for pk, uid, *values in rows.values_list("pk", "uid", *FLAG_COLUMNS)
        if uid in wanted
    }


def _changed(
    run: Run, here: Mapping[int, tuple[int, Values]], told: Mapping[int, Flags]
) -> list[Changed]:
    found = [
        Changed(pk, before, after)
        for uid, flags in told.items()
        if uid in here
        for pk, before in [here[uid]]
        if (after := tuple(flag_values(flags)[name] for name in FLAG_COLUMNS)) != before
    ]
    ours = pending_flags(run.account.pk) if found else {}
    laid = [_under(row, ours.get(row.pk, frozenset())) for row in found]
    return [row for row in laid if row.before != row.after]


def _under(row: Changed, ours: frozenset[str]) -> Changed:
    """*row* with what is pending left as it is here."""
    if not ours:
        return row
    columns = zip(FLAG_COLUMNS, row.before, row.after, strict=True)
    after = tuple(before if name in ours else told for name, before, told in columns)
    return Changed(row.pk, row.before, after)


def _named(values: Values) -> dict[str, bool | str]:
    return dict(zip(FLAG_COLUMNS, values, strict=True))
