"""Where on the server the message of an action stands now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from mail.models import PendingAction
from mail.models.pending_action import LEAVING


@dataclass(frozen=True, slots=True)
class Place:
    mailbox_id: int
    uidvalidity: int
    uid: int


def places_of(actions: Iterable[PendingAction]) -> dict[int, Place]:
    """By action, the places that are known. *actions* come with their messages, in their order.

    What leaves a folder knows where it stands. A flag is set where its message stands: in the
    place that it leaves next, or where its row says.
    """
    waiting = list(actions)
    leaving = _first_leaving(waiting)
    places: dict[int, Place] = {}
    for action in waiting:
        place = _of_action(action) if action.kind in LEAVING else _of_flag(action, leaving)
        if place is not None:
            places[action.pk] = place
    return places


def _first_leaving(actions: list[PendingAction]) -> dict[int | None, PendingAction]:
    messages = {action.message_id for action in actions if action.message_id}
    waiting = PendingAction.objects.waiting().leaving().filter(message__in=messages)
    found: dict[int | None, PendingAction] = {}
    for action in waiting.order_by("pk"):
        found.setdefault(action.message_id, action)
    return found


def _of_action(action: PendingAction) -> Place | None:
    if not action.has_place or action.mailbox_id is None:
        return None
    return Place(action.mailbox_id, action.uidvalidity, action.uid)


def _of_flag(action: PendingAction, leaving: dict[int | None, PendingAction]) -> Place | None:
    if action.message_id in leaving:
        return _of_action(leaving[action.message_id])
    message = action.message
    if message is None or message.is_placeless or message.gone_at is not None:
        return None
    return Place(message.mailbox_id, message.uidvalidity, message.uid)
