"""What a server allows one mailbox, however many people here read it.

One account keeps to three connections by its slots alone, one of each purpose, and every known
server allows more. A mailbox that several people have here, like that of a help desk, has as many
accounts: together they stay below its limit, and waiting for news leaves room for work.
"""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Count, Q

from accounts.admission.host import host_of
from accounts.admission.slots import Asked
from accounts.models.connection_slot import ConnectionSlot, Purpose
from mail.core.sync.jitter import half_to_whole
from mail.core.sync.not_now import NotNow, Why
from mail.core.sync.provider_limits import OURS, Limits

OF_A_MAILBOX = (Purpose.IDLE, Purpose.SYNC, Purpose.INTERACTIVE)

WORK_WAITS = timedelta(seconds=4)
NEWS_WAITS = timedelta(minutes=5)
"""Without an idle connection mail comes with the regular looks."""


def raise_if_crowded(asked: Asked, limits: Limits) -> None:
    """The row of the host is locked. Raises NotNow."""
    if asked.purpose not in OF_A_MAILBOX:
        return
    slots = ConnectionSlot.objects.held().filter(account__key=asked.mailbox)
    others = slots.exclude(account_id=asked.account_id, purpose=asked.purpose)
    held = others.filter(purpose__in=OF_A_MAILBOX).aggregate(
        number=Count("pk"), idle=Count("pk", filter=Q(purpose=Purpose.IDLE))
    )
    if asked.purpose is Purpose.IDLE and held["idle"] + OURS > limits.ours:
        raise NotNow(Why.SLOT, half_to_whole(NEWS_WAITS), host=host_of(asked.server))
    if held["number"] >= limits.ours:
        raise NotNow(Why.SLOT, half_to_whole(WORK_WAITS), host=host_of(asked.server))
