"""Which of the waiting actions are told next, together.

Actions of one message keep their order; those of different messages do not depend on each other,
so that all equal ones become one command, until it has failed too often. Folders are made and
renamed before anything else, because their rows have the new names already; a folder is removed in
its turn.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mail.models import PendingAction
from mail.models.pending_action import OF_FOLDERS, ActionKind
from mail.services.actions.places import Place

GROUP_LIMIT = 200
"""Messages of one command: their uids fit into one line, and a killed worker repeats no more."""


ALONE_AFTER = 3
"""Failures of a group; then each message is told alone, and the one at fault is found."""


@dataclass(frozen=True, slots=True)
class Group:
    """Equal actions; ``place`` tells their folder, None for an action of a folder."""

    kind: ActionKind
    actions: tuple[PendingAction, ...]
    uids: Mapping[int, int]  # by action
    place: Place | None


def next_group(actions: Sequence[PendingAction], places: Mapping[int, Place]) -> Group | None:
    """None when nothing can be told; one whose place is not known waits, and those behind it."""
    for action in actions:
        if action.kind in {ActionKind.CREATE, ActionKind.RENAME}:
            return Group(ActionKind(action.kind), (action,), {}, None)
    return _of_messages(actions, places)


def _of_messages(actions: Sequence[PendingAction], places: Mapping[int, Place]) -> Group | None:
    chosen: list[PendingAction] = []
    busy: set[int | None] = set()
    for action in actions:
        if action.kind in OF_FOLDERS:
            if chosen:
                break
            return Group(ActionKind(action.kind), (action,), {}, None)
        if action.message_id in busy:
            continue
        busy.add(action.message_id)
        if action.pk in places and (not chosen or _key(action, places) == _key(chosen[0], places)):
            chosen.append(action)
        if len(chosen) == GROUP_LIMIT:
            break
    return _group(chosen, places) if chosen else None


def _group(actions: Sequence[PendingAction], places: Mapping[int, Place]) -> Group:
    return Group(
        ActionKind(actions[0].kind),
        tuple(actions),
        {action.pk: places[action.pk].uid for action in actions},
        places[actions[0].pk],
    )


def _key(action: PendingAction, places: Mapping[int, Place]) -> tuple[object, ...]:
    place = places[action.pk]
    alone = action.pk if action.failures >= ALONE_AFTER else None
    return action.kind, place.mailbox_id, place.uidvalidity, action.target_id, alone
