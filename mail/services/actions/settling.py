"""The server knows: the action is forgotten, and a moved message gets the place it has there."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection, transaction

from mail.models import Message, PendingAction
from mail.models.pending_action import ActionKind
from mail.services.actions.looking import Found
from mail.services.leases import Lease


def forget(actions: Sequence[PendingAction], lease: Lease) -> None:
    with transaction.atomic():
        lease.renew()
        PendingAction.objects.filter(pk__in=[action.pk for action in actions]).delete()


def place(actions: Sequence[PendingAction], found: Found, lease: Lease) -> bool:
    """Forget *actions*, which moved their messages; whether some have no place yet, so that a
    synchronisation has to find them in their folder."""
    with transaction.atomic():
        lease.renew()
        PendingAction.objects.filter(pk__in=[action.pk for action in actions]).delete()
        onward = _moved_on(actions)
        for action in actions:
            if action.pk in found.uids and action.message_id in onward:
                _tell_next(onward[action.message_id], action, found)
        arrived = [a for a in actions if a.pk in found.uids and a.message_id not in onward]
        _give_places(arrived, found)
    return any(action.pk not in found.uids for action in actions)


def _moved_on(actions: Sequence[PendingAction]) -> dict[int | None, PendingAction]:
    """By message, the move that its person has made since."""
    messages = [action.message_id for action in actions if action.message_id]
    later = PendingAction.objects.waiting().leaving().filter(message__in=messages)
    return {action.message_id: action for action in later.order_by("-pk")}


def _tell_next(later: PendingAction, action: PendingAction, found: Found) -> None:
    PendingAction.objects.filter(pk=later.pk).update(
        mailbox=action.target_id, uidvalidity=found.uidvalidity, uid=found.uids[action.pk]
    )
    if later.kind == ActionKind.ERASE:
        _place_erased(later, action, found)


def _place_erased(later: PendingAction, action: PendingAction, found: Found) -> None:
    """The row of what was thrown away stays at its place, should that be put back."""
    taken = Message.rows.filter(
        mailbox=action.target_id, uidvalidity=found.uidvalidity, uid=found.uids[action.pk]
    )
    if not taken.exists():
        Message.rows.filter(pk__in=[later.message_id], uid__lte=0).update(
            uidvalidity=found.uidvalidity, uid=found.uids[action.pk]
        )


def _give_places(actions: Sequence[PendingAction], found: Found) -> None:
    """To rows that have none: a synchronisation may have been quicker, or have given the place
    to a message of the same content."""
    if not actions:
        return
    taken = Message.rows.filter(
        mailbox=actions[0].target_id,
        uidvalidity=found.uidvalidity,
        uid__in=[found.uids[action.pk] for action in actions],
    )
    held = set(taken.values_list("uid", flat=True))
    places = [
        (found.uidvalidity, found.uids[action.pk], action.message_id, action.target_id)
        for action in actions
        if found.uids[action.pk] not in held
    ]
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE mail_message SET uidvalidity = %s, uid = %s"
            " WHERE id = %s AND mailbox_id = %s AND uid <= 0",
            places,
        )
