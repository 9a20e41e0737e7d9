"""Changing messages here: flags, folder, or gone for good."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from mail.models import Mailbox, Message
from mail.models.event_sequence import EventName
from mail.models.lane import LaneName
from mail.models.message import MessageQuerySet
from mail.models.pending_action import FLAG_EFFECTS, MOVES, ActionKind
from mail.services import events
from mail.services.actions.counting import count_mailboxes
from mail.services.actions.noting import note
from mail.services.lanes import make_due

AT_ONCE = 500
"""Messages of one transaction: what one statement may name."""


def change(message: Message, kind: ActionKind, target: Mailbox | None = None) -> None:
    """Apply *kind* here, to the row and to *message*, and let the worker tell the server."""
    if change_many([message], kind, target) and kind in FLAG_EFFECTS:
        effect = FLAG_EFFECTS[kind]
        setattr(message, effect.column, effect.value)


def change_many(
    messages: Sequence[Message], kind: ActionKind, target: Mailbox | None = None
) -> int:
    """Apply *kind* to all of *messages* that differ, in one go; how many did.

    A move needs its *target*; messages of other accounts than the target's are left alone.
    """
    return sum(_change(ids, kind, target) for ids in _in_pieces(messages))


def _in_pieces(messages: Sequence[Message]) -> Iterator[list[int]]:
    """The ids of each account, as many as one transaction takes."""
    by_account: dict[int, list[int]] = defaultdict(list)
    for message in messages:
        by_account[message.account_id].append(message.pk)
    for ids in by_account.values():
        for start in range(0, len(ids), AT_ONCE):
            yield ids[start : start + AT_ONCE]


def _change(ids: Sequence[int], kind: ActionKind, target: Mailbox | None) -> int:
    differs = _differing(Message.objects.filter(pk__in=ids), kind, target)
    found = differs.select_related("account").first()
    if found is None:
        return 0
    with transaction.atomic():
        make_due(found.account_id, LaneName.INTERACTIVE)
        # Whoever clicks twice waits here, and finds nothing that differs any more.
        rows = differs.select_for_update(of=("self",)).order_by("pk")
        places = dict(rows.values_list("pk", "mailbox_id"))
        if not places:
            return 0
        note(kind, list(places), target)
        _apply(Message.objects.filter(pk__in=list(places)), kind, target)
        count_mailboxes({*places.values(), *([target.pk] if target else [])})
        events.publish(found.account.user_id, EventName.MAIL)
    return len(places)


def _differing(rows: MessageQuerySet, kind: ActionKind, target: Mailbox | None) -> MessageQuerySet:
    if kind in FLAG_EFFECTS:
        effect = FLAG_EFFECTS[kind]
        return rows.exclude(**{effect.column: effect.value})
    if kind in MOVES:
        if target is None:
            raise ValueError(f"{kind} without a folder to go to")
        return rows.filter(account=target.account_id).exclude(mailbox=target)
    return rows


def _apply(rows: MessageQuerySet, kind: ActionKind, target: Mailbox | None) -> None:
    if kind in FLAG_EFFECTS:
        effect = FLAG_EFFECTS[kind]
        rows.update(**{effect.column: effect.value})
    elif kind in MOVES:
        rows.update(mailbox=target, uidvalidity=0, uid=0 - F("pk"))
    else:
        # Marked as well, because a server without UIDPLUS keeps it, marked.
        rows.update(gone_at=timezone.now(), deleted=True)
