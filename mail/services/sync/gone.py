"""What the server has no longer: out of sight here, and kept for a while as it was.

A message that another program moved turns up in another folder a moment later, and is then the
same row (:mod:`mail.services.rematch`). Where too much is gone at once the brake holds it back
(:mod:`mail.services.sync.held_back`).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from mail.core.imap.mailbox import Selected
from mail.core.imap.special_use import SpecialUse
from mail.core.sync.brake import DRAINED_WITHIN, Loss, Verdict, judge
from mail.models import Mailbox, Message, PendingAction
from mail.services import overlay
from mail.services.sync import held_back
from mail.services.sync.batches import batches
from mail.services.sync.run import Run
from mail.services.writing import add_to_counters

_EMPTIED_OFTEN = frozenset({SpecialUse.TRASH, SpecialUse.JUNK})


def rows_in(mailbox: Mailbox) -> set[int]:
    return set(Message.objects.filter(mailbox=mailbox).values_list("pk", flat=True))


def gone_from(mailbox: Mailbox, selected: Selected, on_server: Collection[int]) -> list[int]:
    """Rows of *mailbox* that stand for nothing on the server, and are not on their way there."""
    waiting = overlay.waiting_rows(mailbox)
    rows = Message.objects.filter(mailbox=mailbox)
    return [
        pk
        for pk, uidvalidity, uid in rows.values_list("pk", "uidvalidity", "uid")
        if (uidvalidity != selected.uidvalidity or uid not in on_server) and pk not in waiting
    ]


def let_go(run: Run, mailbox: Mailbox, pks: Sequence[int], *, is_whole: bool = False) -> None:
    """The rows *pks* of *mailbox* are no longer listed: they are no longer shown, or held back.

    *is_whole*: the folder itself is no longer there. What is held back already stays so; what a
    person deleted or moved here goes in any case.
    """
    fresh = _not_yet_held(mailbox, pks)
    own = _of_a_person(fresh)
    others = [pk for pk in fresh if pk not in own]
    if others and judge(_loss(mailbox, others, is_whole)) is Verdict.HOLD:
        held_back.hold(run, mailbox, others)
        others = []
    hide(run, mailbox, [pk for pk in fresh if pk in own])
    hide(run, mailbox, others)
    _note_drained(run, mailbox, len(others))


def _not_yet_held(mailbox: Mailbox, pks: Sequence[int]) -> list[int]:
    known = set(held_back.held_rows(mailbox).values_list("pk", flat=True))
    return [pk for pk in pks if pk not in known]


def _of_a_person(pks: Sequence[int]) -> set[int]:
    """Those that a change made here waits for: the server has carried it out."""
    found: set[int] = set()
    for batch in batches(pks):
        actions = PendingAction.objects.waiting().leaving().filter(message__in=batch)
        found.update(actions.values_list("message_id", flat=True))
    return found


def _loss(mailbox: Mailbox, going: Sequence[int], is_whole: bool) -> Loss:
    now = Mailbox.objects.get(pk=mailbox.pk)
    is_recent = now.drained_since and timezone.now() - now.drained_since < DRAINED_WITHIN
    return Loss(
        # As it was when the run began: under a new numbering everything has been listed anew since.
        had=mailbox.server_count or mailbox.stored_count,
        going=len(going),
        drained=now.drained_count if is_recent else 0,
        is_whole=is_whole,
        is_emptied_often=mailbox.use in _EMPTIED_OFTEN,
    )


def hide(run: Run, mailbox: Mailbox, pks: Sequence[int]) -> None:
    """Out of sight, whatever the brake says."""
    for batch in batches(pks):
        with transaction.atomic():
            run.lease.renew()
            run.report.expunged += len(batch)
            going = _locked(batch)
            rows = Message.objects.filter(pk__in=[pk for pk, _is_unread in going])
            rows.update(gone_at=timezone.now(), missing_since=None)
            # By what goes: to count a large folder takes longer than everything else here.
            unseen = sum(is_unread for _pk, is_unread in going)
            add_to_counters(mailbox.pk, stored=-len(going), unseen=-unseen)


def _locked(pks: Sequence[int]) -> list[tuple[int, bool]]:
    """Those that are shown, and whether each counts as unread; as they are until the commit."""
    rows = Message.objects.select_for_update().filter(pk__in=pks).order_by("pk")
    shown = rows.values_list("pk", "seen", "deleted")
    return [(pk, not (seen or deleted)) for pk, seen, deleted in shown]


def _note_drained(run: Run, mailbox: Mailbox, number: int) -> None:
    if not number:
        return
    now = timezone.now()
    rows = Mailbox.objects.filter(pk=mailbox.pk)
    with transaction.atomic():
        run.lease.renew()
        if not rows.filter(drained_since__gt=now - DRAINED_WITHIN).update(
            drained_count=F("drained_count") + number
        ):
            rows.update(drained_count=number, drained_since=now)


def forget_lost(run: Run, mailbox: Mailbox, selected: Selected) -> None:
    """After a look at all uids: see :func:`overlay.forget_lost`."""
    with transaction.atomic():
        run.lease.renew()
        overlay.forget_lost(mailbox, selected.uidvalidity)
