"""How far a look at a folder has come that takes longer than one run may."""

from __future__ import annotations

from django.db import models


class Look(models.IntegerChoices):
    """What the folder has had of the round that is under way."""

    NONE = 0
    LOOKED_AT = 1
    AS_A_WHOLE = 2  # by a run that compares every folder, whatever the server's counters say


class FolderProgress(models.Model):
    """All as it is by default, but for where a run's budget ended before its work."""

    look = models.PositiveSmallIntegerField(choices=Look.choices, default=Look.NONE)
    # The flags up to this uid have been compared, under which numbering, and what HIGHESTMODSEQ
    # (RFC 7162; 0: none) was when that began.
    flags_uid = models.BigIntegerField(default=0)
    flags_uidvalidity = models.BigIntegerField(default=0)
    flags_modseq = models.BigIntegerField(default=0)

    class Meta:
        abstract = True
