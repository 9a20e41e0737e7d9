"""Messages that could not be taken: a person asks to try again.

Each gets one attempt, behind everybody else's messages.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from mail.models import Message, Quarantined
from mail.models.event_sequence import EventName
from mail.models.lane import LaneName
from mail.models.message import MessageState
from mail.models.quarantine import Reason
from mail.services import events
from mail.services.lanes import make_due
from mail.services.texts import HANGS_UP_AFTER

ONE_MORE_FAILURE = HANGS_UP_AFTER - 1
"""With so many behind it, a message is asked for alone, last, and once."""


def try_again(rows: Iterable[Quarantined]) -> int:
    """One more attempt for each of *rows*, of one account, soon; how many they are."""
    wanted = [row for row in rows if not row.retry_asked]
    if not wanted:
        return 0
    with transaction.atomic():
        make_due(wanted[0].account_id, LaneName.SYNC)
        with_structure = [row.pk for row in wanted if row.reason != Reason.RECORD]
        messages = Message.objects.filter(
            pk__in=with_structure, state=MessageState.UNREADABLE
        ).exclude(content_id__startswith="p:")
        messages.update(state=MessageState.LISTED, failures=ONE_MORE_FAILURE)
        Quarantined.objects.filter(pk__in=[row.pk for row in wanted]).update(retry_asked=True)
        events.publish(wanted[0].account.user_id, EventName.MAIL)
    return len(wanted)
