"""The machine: room on its disks, and a clock that agrees with the database's."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.db.models.functions import Now
from django.utils import timezone

from crm_inbox.doctor.database import sqlite_path

GIB = 1024**3
LEAST_FREE = 0.05
MOST_APART = timedelta(seconds=5)


def disk_space() -> Iterator[str]:
    database = sqlite_path()
    places = [Path(settings.VAR_DIR), *([database.parent] if database else [])]
    for place in sorted({place.resolve() for place in places if place.exists()}):
        room = shutil.disk_usage(place)
        if room.free < GIB or room.free < LEAST_FREE * room.total:
            yield (
                f"The disk of {place} is nearly full ({room.free / GIB:.1f} GiB free): make room "
                "before mail can no longer be stored."
            )


def clock() -> Iterator[str]:
    there, here = database_now(), timezone.now()
    if there and abs(there - here) > MOST_APART:
        seconds = round(abs(there - here).total_seconds())
        yield (
            f"The clocks of this machine and of the database are {seconds} seconds apart: let "
            "both be set by the network (NTP)."
        )


def database_now() -> datetime | None:
    """By a table that holds rows wherever there are tables at all."""
    rows = MigrationRecorder(connection).migration_qs.annotate(now=Now())
    now: datetime | None = rows.values_list("now", flat=True).first()
    return now
