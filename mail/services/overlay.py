"""What a person has changed here and the server has yet to learn wins over what the server says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping

from mail.models import PendingAction
from mail.models.pending_action import ActionKind

COLUMNS = {
    ActionKind.SEEN: "seen",
    ActionKind.UNSEEN: "seen",
    ActionKind.FLAG: "flagged",
    ActionKind.UNFLAG: "flagged",
    ActionKind.ANSWERED: "answered",
}


def overlaid(message_ids: Collection[int]) -> Mapping[int, frozenset[str]]:
    """For each message with pending actions, the columns that are not the server's to change."""
    pending = PendingAction.objects.filter(message_id__in=message_ids)
    found: dict[int, set[str]] = defaultdict(set)
    for message_id, kind in pending.values_list("message_id", "kind"):
        if column := COLUMNS.get(ActionKind(kind)):
            found[message_id].add(column)
    return {message_id: frozenset(columns) for message_id, columns in found.items()}
