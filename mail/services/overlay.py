"""What a person has changed here and the server has yet to learn wins over what the server says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from mail.models import PendingAction
from mail.models.pending_action import ActionKind

COLUMNS = {
    ActionKind.SEEN: "seen",
    ActionKind.UNSEEN: "seen",
    ActionKind.FLAG: "flagged",
    ActionKind.UNFLAG: "flagged",
    ActionKind.ANSWERED: "answered",
}


def pending_flags(account_id: int) -> Mapping[int, frozenset[str]]:
    """By message, the columns of those flags that a person changed and the server has to learn."""
    found: dict[int, set[str]] = defaultdict(set)
    pending = PendingAction.objects.filter(account=account_id)
    for message_id, kind in pending.values_list("message_id", "kind"):
        found[message_id].add(COLUMNS[ActionKind(kind)])
    return {message_id: frozenset(columns) for message_id, columns in found.items()}
