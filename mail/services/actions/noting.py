"""Writing down what the server has yet to learn: one statement for any number of messages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.utils import timezone

from mail.models import Mailbox
from mail.models.pending_action import FLAG_EFFECTS, ActionKind, ActionState

_COLUMNS = (
    "kind, target_id, name, was_set, state, created_at,"
    " old_name, copies_from, attempts, problem_code, server_said"
)
_SELECT = "%s, %s, %s, %s, %s, %s, '', 0, 0, '', ''"


def note(kind: ActionKind, message_ids: Sequence[int], target: Mailbox | None = None) -> None:
    """An action for each message, with the place where it stands now.

    By hand: five hundred rows would take eight statements, and as many objects.
    """
    if not message_ids:
        return
    marks = ", ".join(["%s"] * len(message_ids))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO mail_pendingaction (account_id, message_id, mailbox_id, uidvalidity,"  # noqa: S608 - no value in it
            f" uid, {_COLUMNS}) SELECT account_id, id, mailbox_id, uidvalidity, uid, {_SELECT}"
            f" FROM mail_message WHERE id IN ({marks}) ORDER BY id",
            [*_values(kind, target), *message_ids],
        )


def _values(kind: ActionKind, target: Mailbox | None) -> list[Any]:
    effect = FLAG_EFFECTS.get(kind)
    was_set = not effect.value if effect else None
    target_id, name = (target.pk, target.name) if target else (None, "")
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    return [kind.value, target_id, name, was_set, ActionState.PENDING.value, now]
