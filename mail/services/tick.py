"""The one beat of the engine: hand out what is due, and put away what nobody needs any more."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.sessions.backends.db import SessionStore
from django.db import models
from django.utils import timezone

from accounts import admission
from accounts.oauth import upkeep
from accounts.services import attempt_work, connection_log
from mail.models import Beat, OutgoingMessage, SyncRun
from mail.models.beat import TICK
from mail.models.outgoing import CopyState, OutgoingState
from mail.services import erasing, forgetting, lanes
from mail.services.actions import refusals
from mail.services.threads import upkeep as threads

RUNS_KEPT_FOR = timedelta(days=7)
QUIET_RUNS_KEPT_FOR = timedelta(hours=6)
"""Runs that found nothing new: one a minute for each account."""

BYTES_KEPT_FOR = timedelta(days=7)
"""Of a message that was sent and lies in Sent."""

A_BATCH = 5_000


def tick() -> None:
    lanes.dispatch_due()
    attempt_work.dispatch_lost_attempts()
    Beat.note(TICK)


def tidy() -> None:
    """Every few minutes, so that no single statement has much to do."""
    attempt_work.erase_old_secrets()
    upkeep.tidy()
    _forget_runs()
    _forget_bytes()
    erasing.erase_what_was_removed()
    forgetting.forget_what_is_gone()
    forgetting.forget_errands()
    refusals.forget_old()
    connection_log.forget_old_events()
    threads.thread_what_is_not_yet()
    threads.forget_empty_threads()
    admission.forget_old()
    SessionStore.clear_expired()


def _forget_runs() -> None:
    now = timezone.now()
    quiet = models.Q(fetched=0, flags=0, expunged=0, complete=True)
    old = models.Q(started_at__lt=now - RUNS_KEPT_FOR)
    runs = SyncRun.objects.filter(old | quiet & models.Q(started_at__lt=now - QUIET_RUNS_KEPT_FOR))
    # The newest stays, whatever it found: it says when the account was looked at last.
    newest = SyncRun.objects.values("account").annotate(newest=models.Max("pk")).values("newest")
    SyncRun.objects.filter(pk__in=runs.exclude(pk__in=newest).values("pk")[:A_BATCH]).delete()


def _forget_bytes() -> None:
    done = OutgoingMessage.objects.filter(
        state=OutgoingState.SENT,
        copy_state=CopyState.STORED,
        sent_at__lt=timezone.now() - BYTES_KEPT_FOR,
    )
    some = done.exclude(raw=b"").values("pk")[:A_BATCH]
    OutgoingMessage.objects.filter(pk__in=some).update(raw=b"")
