"""Making work due, and handing it to a worker at once instead of at the next tick."""

from __future__ import annotations

from django.db import transaction

from accounts.handover import hand_over
from mail.models import Lane
from mail.models.durability import without_waiting_for_the_disk
from mail.models.lane import LaneName

TASK_OF_LANE = {
    LaneName.SEND: "mail.send_messages",
    LaneName.INTERACTIVE: "mail.replay_actions",
    LaneName.SYNC: "mail.sync_account",
}


def make_due(account_id: int, name: LaneName) -> None:
    """Note that work is due now and send its task after the commit.

    In a transaction this comes first: whoever writes locks the lane, then rows, then counters,
    then the event, so that no two wait for each other. Should the task be lost, the tick finds
    the row.
    """
    lane, _is_new = Lane.objects.get_or_create(account_id=account_id, name=name)
    lane.ask()
    transaction.on_commit(lambda: dispatch_if_ready(lane.pk))


def dispatch_if_ready(lane_id: int) -> None:
    """Send the lane's task, unless it waits in the broker already or somebody holds the lane."""
    row = Lane.objects.filter(pk=lane_id).first()
    if row is not None and Lane.objects.room(row.name, bulk=row.bulk):
        _dispatch(row)


def _dispatch(row: Lane) -> None:
    lane = Lane.objects.filter(pk=row.pk)
    with without_waiting_for_the_disk():  # forgotten in a crash it is handed out twice: no harm
        claimed = lane.claim_dispatch()
    if not claimed:
        return
    if not hand_over(TASK_OF_LANE[LaneName(row.name)], row.account_id, queue=queue_of(row)):
        # The broker is away: as soon as it is back, the next tick tries again.
        lane.update(dispatched_until=None)


def dispatch_due() -> int:
    """The tick's share: hand out what is due, most urgent kind first; how many tasks it sent."""
    kinds = [(name, bulk) for bulk in (False, True) for name in LaneName]
    ready = [lane for name, bulk in kinds for lane in Lane.objects.to_dispatch(name, bulk=bulk)]
    for lane in ready:
        _dispatch(lane)
    return len(ready)


def queue_of(lane: Lane) -> str:
    return "bulk" if lane.bulk else lane.name
