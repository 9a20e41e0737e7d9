"""Work is taken up when it is due."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Max
from django.db.models.functions import Now

from accounts.database_time import age_of
from crm_inbox.health.check import Check, in_words
from mail.models import Lane, OutgoingMessage
from mail.models.outgoing import OutgoingState

LANE_LIMIT = timedelta(minutes=5)
"""Accounts are looked at every minute; five times as late is a lack of workers, not a peak."""

OUTGOING_LIMIT = timedelta(minutes=15)
"""A message waits behind another one of its account, whose last reply may take ten minutes
(RFC 5321 §4.5.3.2.6)."""


def lanes() -> Check:
    """The lane that is due longest while nobody holds it.

    What is left of a large mailbox (*bulk*) waits behind everybody else, as it should.
    """
    waiting = Lane.objects.due().free().filter(bulk=False)
    return _within("lanes", LANE_LIMIT, waiting.aggregate(age=Max(age_of("due_at")))["age"])


def outgoing() -> Check:
    """The message that may go out longest and has not been tried."""
    waiting = OutgoingMessage.objects.not_sent().filter(state=OutgoingState.QUEUED)
    queued = waiting.filter(not_before__lte=Now())
    return _within(
        "outgoing", OUTGOING_LIMIT, queued.aggregate(age=Max(age_of("not_before")))["age"]
    )


def _within(name: str, limit: timedelta, age: timedelta | None) -> Check:
    if age is None:
        return Check(name, True, "nothing waits", timedelta(0))
    return Check(name, age <= limit, f"the oldest waits for {in_words(age)}", age)
