"""One action of one message, undone here. Call inside a transaction; the counters come after it."""

from __future__ import annotations

from django.utils import timezone

from mail.models import Message, PendingAction
from mail.models.pending_action import FLAG_EFFECTS, ActionKind, FlagEffect, PendingActionQuerySet

Touched = set[int | None]
"""Folders whose counters are to be brought up to date."""


def put_message_back(action: PendingAction) -> Touched:
    effect = action.effect
    if effect is not None:
        return _put_flag_back(action, effect)
    later = _later(action).leaving().first()
    if later is not None:
        _hand_on(action, later)
    elif action.kind == ActionKind.ERASE:
        _show_again(action)
    else:
        _move_back(action)
    return {action.mailbox_id, action.target_id}


def _later(action: PendingAction) -> PendingActionQuerySet:
    waiting = PendingAction.objects.waiting().filter(message=action.message_id)
    return waiting.filter(pk__gt=action.pk).order_by("pk")


def _put_flag_back(action: PendingAction, effect: FlagEffect) -> Touched:
    before = not effect.value if action.was_set is None else action.was_set
    same = [kind for kind, one in FLAG_EFFECTS.items() if one.column == effect.column]
    later = _later(action).filter(kind__in=same).first()
    if later is not None:
        PendingAction.objects.filter(pk=later.pk).update(was_set=before)
        return set()
    rows = Message.rows.filter(pk__in=[action.message_id])
    rows.update(**{effect.column: before})
    return set(rows.values_list("mailbox_id", flat=True))


def _hand_on(action: PendingAction, later: PendingAction) -> None:
    """The later move begins where this one began."""
    PendingAction.objects.filter(pk=later.pk).update(
        mailbox=action.mailbox_id, uidvalidity=action.uidvalidity, uid=action.uid
    )
    if later.kind == ActionKind.ERASE:
        _move_back(action)


def _show_again(action: PendingAction) -> None:
    """What the server lists elsewhere by now is shown there already."""
    erased = Message.rows.filter(pk__in=[action.message_id], gone_at__isnull=False)
    erased.update(gone_at=None, deleted=False)


def _move_back(action: PendingAction) -> None:
    """Unless the server has told meanwhile that it is in its new folder after all."""
    rows = Message.rows.filter(pk__in=[action.message_id], mailbox=action.target_id, uid__lte=0)
    if action.mailbox_id is None:
        return
    if not action.has_place:  # found again by its content
        rows.update(mailbox=action.mailbox_id)
    elif _is_taken(action):
        rows.update(mailbox=action.mailbox_id, gone_at=timezone.now())
    else:
        rows.update(mailbox=action.mailbox_id, uidvalidity=action.uidvalidity, uid=action.uid)


def _is_taken(action: PendingAction) -> bool:
    place = Message.rows.filter(
        mailbox=action.mailbox_id, uidvalidity=action.uidvalidity, uid=action.uid
    )
    return place.exists()
