"""What is not to be: the rows say again what they said before.

Exactly that, and no more: where a later action of the same message changes the same thing, the
row already says what that one wants, and only what would be put back then is handed on to it.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence

from django.db import transaction

from mail.core.errors import MailError
from mail.models import PendingAction
from mail.models.event_sequence import EventName
from mail.models.pending_action import OF_FOLDERS, ActionState
from mail.services import events
from mail.services.actions.counting import count_mailboxes
from mail.services.actions.putting_back_folders import hanging_on, put_folder_back
from mail.services.actions.putting_back_messages import put_message_back
from mail.services.leases import Lease

log = logging.getLogger(__name__)


def put_back(actions: Sequence[PendingAction], problem: MailError, lease: Lease) -> None:
    """The server refused: undo here, and keep the reason for the person to read."""
    with transaction.atomic():
        lease.renew()
        undone = _undo(actions)
        PendingAction.objects.filter(pk__in=undone).update(
            state=ActionState.REFUSED,
            problem_code=problem.code.value,
            server_said=problem.server_said,
        )
        events.publish(actions[0].account.user_id, EventName.MAIL)
    log.warning(
        "refused account=%s kind=%s actions=%s code=%s",
        actions[0].account_id, actions[0].kind, len(undone), problem.code.value,
    )  # fmt: skip


def take_back(action: PendingAction) -> bool:
    """Undo what no worker has begun to tell; False when it is too late for that."""
    with transaction.atomic():
        rows = PendingAction.objects.select_for_update(of=("self",))
        mine = rows.filter(pk=action.pk, state=ActionState.PENDING).first()
        if mine is None:
            return False
        PendingAction.objects.filter(pk__in=_undo([mine])).delete()
        events.publish(mine.account.user_id, EventName.MAIL)
    return True


def _undo(actions: Sequence[PendingAction]) -> list[int]:
    """The numbers of what was undone: *actions*, and what cannot be without them."""
    touched: set[int | None] = set()
    undone: list[int] = []
    for action in actions:
        for one in (*hanging_on(action), action):
            undone.append(one.pk)
            if one.kind in OF_FOLDERS:
                put_folder_back(one)
            else:
                touched |= put_message_back(one)
    count_mailboxes(touched)
    return undone
