"""A person's answer about messages that the brake holds back."""

from __future__ import annotations

from django.db import transaction

from mail.models import Mailbox
from mail.models.event_sequence import EventName
from mail.models.lane import LaneName
from mail.services import events
from mail.services.lanes import make_due
from mail.services.sync.held_back import hide_held


def hide(mailbox: Mailbox) -> int:
    """They were deleted or moved: they are no longer shown here either; how many they were."""
    with transaction.atomic():
        make_due(mailbox.account_id, LaneName.SYNC)
        hidden = hide_held(mailbox)
        look_again(mailbox)
        events.publish(mailbox.account.user_id, EventName.MAIL)
    return hidden


def keep(mailbox: Mailbox) -> None:
    """They are to be shown all the same, and the server is asked again now."""
    with transaction.atomic():
        make_due(mailbox.account_id, LaneName.SYNC)
        Mailbox.objects.filter(pk=mailbox.pk, held_count__gt=0).update(
            held_is_kept=True, held_seen_times=0, held_seen_at=None
        )
        look_again(mailbox)
        events.publish(mailbox.account.user_id, EventName.MAIL)


def look_again(mailbox: Mailbox) -> None:
    """The next synchronisation compares the folder whatever the server's counters say."""
    Mailbox.objects.filter(pk=mailbox.pk).update(highestmodseq=0)
