"""The one beat of the engine: hand out what is due, and put away what nobody needs any more."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from accounts.services import attempt_work
from mail.models import Beat, SyncRun
from mail.models.beat import TICK
from mail.services import lanes

SYNC_RUNS_KEPT_FOR = timedelta(days=7)


def tick() -> None:
    lanes.dispatch_due()
    attempt_work.dispatch_lost_attempts()
    Beat.note(TICK)


def tidy() -> None:
    attempt_work.erase_old_secrets()
    SyncRun.objects.filter(started_at__lt=timezone.now() - SYNC_RUNS_KEPT_FOR).delete()
