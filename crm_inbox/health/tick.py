"""The tick runs: without it nothing that is due is handed to a worker."""

from __future__ import annotations

from datetime import timedelta

from crm_inbox.health.check import Check, in_words
from mail.models import Beat
from mail.models.beat import TICK

TICK_LIMIT = timedelta(seconds=30)
"""Fifteen ticks long. A worker that is merely busy is back well before."""


def runs() -> Check:
    age = Beat.age(TICK)
    if age is None:
        return Check("tick", False, "never ran")
    return Check("tick", age <= TICK_LIMIT, f"ran {in_words(age)} ago", age)
