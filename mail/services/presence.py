"""Whether a person is there: then new mail is looked for more often."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from accounts.models import EmailAccount
from mail.core.sync.schedule import is_active
from mail.models import EventSequence, Lane
from mail.models.lane import LaneName
from mail.services.lanes import make_due


def note_seen(user_id: int) -> None:
    """A page of the person's is open. Who comes back after a while finds new mail at once."""
    before = EventSequence.note_seen(user_id)
    if before is not None and not is_active(before.seen_at, timezone.now()):
        _look_now(user_id)


def _look_now(user_id: int) -> None:
    """What is up to date and waits for its turn; what failed keeps its pause."""
    resting = Lane.objects.filter(name=LaneName.SYNC, failures=0).due_later()
    for account in EmailAccount.objects.filter(user_id=user_id).order_by("pk"):
        with transaction.atomic():
            if resting.filter(account=account).exists():
                make_due(account.pk, LaneName.SYNC)
