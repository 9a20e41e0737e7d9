"""Making work due, and handing it to a worker at once instead of at the next tick."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from mail.models import Lane
from mail.models.lane import DISPATCH_FOR, LaneName


def make_due(account_id: int, name: LaneName) -> None:
    """Note that work is due now and send its task after the commit.

    Should the message be lost, the tick finds the row when ``dispatched_until`` has passed.
    """
    now = timezone.now()
    Lane.objects.update_or_create(
        account_id=account_id,
        name=name,
        defaults={"due_at": now, "dispatched_until": now + DISPATCH_FOR},
    )
    transaction.on_commit(lambda: send_task(account_id, name))


def send_task(account_id: int, name: str) -> None:
    # By name: services know no task module, and tasks import services.
    from celery import current_app

    current_app.send_task(TASK_OF_LANE[LaneName(name)], args=[account_id])


TASK_OF_LANE = {
    LaneName.SYNC: "mail.sync_account",
    LaneName.INTERACTIVE: "mail.replay_actions",
    LaneName.SEND: "mail.send_messages",
}
