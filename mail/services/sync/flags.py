"""Flags that another program changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db import transaction

from mail.core.imap.flags import Flags
from mail.core.imap.mailbox import Selected
from mail.models import Mailbox, Message
from mail.services import overlay
from mail.services.ingest import FLAG_COLUMNS, count_mailbox, flag_values
from mail.services.overlay import overlaid
from mail.services.sync.run import Run
from mail.transport.imap_session import ImapSession

FLAGS_BATCH = 1000


def bring_flags(run: Run, session: ImapSession, mailbox: Mailbox, selected: Selected) -> bool:
    """Whether the flags here are those of the server."""
    if not run.goes_on():
        return False
    # Read before the server is asked: what a person changes meanwhile stands.
    rows = Message.objects.filter(mailbox=mailbox, uidvalidity=selected.uidvalidity)
    here = {row["uid"]: row for row in rows.values("pk", "uid", *FLAG_COLUMNS)}
    standing = overlay.pending_flags(run.account.pk)
    told = session.fetch_flags()
    both = [(here[uid], flags) for uid, flags in told.items() if uid in here]
    wanted = [(row, overlaid(flags, row, standing.get(row["pk"], ()))) for row, flags in both]
    changed = [(row, flags) for row, flags in wanted if _differs(row, flags)]
    for start in range(0, len(changed), FLAGS_BATCH):
        if start and not run.goes_on():
            return False
        keep_flags(run, mailbox, changed[start : start + FLAGS_BATCH])
    return True


def keep_flags(run: Run, mailbox: Mailbox, changed: Sequence[tuple[dict[str, Any], Flags]]) -> None:
    alike: dict[tuple[tuple[Any, ...], Flags], list[int]] = defaultdict(list)
    for row, flags in changed:
        alike[tuple(row[name] for name in FLAG_COLUMNS), flags].append(row["pk"])
    with transaction.atomic():
        run.lease.renew()
        for (before, flags), pks in alike.items():
            rows = Message.objects.filter(
                pk__in=pks, **dict(zip(FLAG_COLUMNS, before, strict=True))
            )
            run.report.flags += rows.update(**flag_values(flags))
        count_mailbox(mailbox)


def _differs(row: dict[str, Any], flags: Flags) -> bool:
    return any(row[name] != value for name, value in flag_values(flags).items())
