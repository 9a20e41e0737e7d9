"""How a folder here stands to the one on the server: what was counted, held back, repaired."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

IN_ORDER = Q(
    compared_at__isnull=False,
    is_behind=False,
    problem_code="",
    held_count=0,
    short_by=0,
    vanished_at__isnull=True,
)
"""Everything the server counted is here, and nothing else."""


class FolderStanding(models.Model):
    # What the server counted last of that which is to be held here (inside the window).
    server_count = models.PositiveIntegerField(default=0)
    # How much fewer there are here, when everything that could be brought had been; below zero:
    # more than on the server.
    short_by = models.IntegerField(default=0)
    # The server has said something that is not brought yet.
    is_behind = models.BooleanField(default=True)
    compared_at = models.DateTimeField(null=True, blank=True)
    # When all uids were compared, whatever the server's counters said, and what that repaired.
    reconciled_at = models.DateTimeField(null=True, blank=True)
    repaired_count = models.PositiveIntegerField(default=0)
    repaired_at = models.DateTimeField(null=True, blank=True)
    out_of_order_since = models.DateTimeField(null=True, blank=True)
    # The server's list of folders has it no longer.
    vanished_at = models.DateTimeField(null=True, blank=True)
    # Rows that the server lists no longer and that are shown all the same, until that is sure.
    held_count = models.PositiveIntegerField(default=0)
    held_since = models.DateTimeField(null=True, blank=True)
    held_seen_at = models.DateTimeField(null=True, blank=True)
    held_seen_times = models.PositiveSmallIntegerField(default=0)
    # The person said: keep showing them. Then no number of looks settles it.
    held_is_kept = models.BooleanField(default=False)
    # How many were let go in the hour since: many small losses are a large one.
    drained_count = models.PositiveIntegerField(default=0)
    drained_since = models.DateTimeField(null=True, blank=True)
    # The person asked for older mail than the window holds.
    older_asked = models.BooleanField(default=False)
    # The person asked not to be shown what is older than the window.
    hide_asked = models.BooleanField(default=False)

    class Meta:
        abstract = True
