"""How a mail server fares, for all its accounts together, and how often it was asked lately.

One row for each host and port, written by every process. ``spoken_for`` is the token bucket of the
sign-ins (``mail/core/sync/bucket.py``), the rest the circuit breaker (``breaker.py``).
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from mail.core.errors import Code
from mail.core.sync.breaker import Breaker

_COLUMNS = ("failures", "window_at", "failing_since", "openings", "ask_at", "probed")


class HostStateQuerySet(models.QuerySet["HostState"]):
    def well(self) -> HostStateQuerySet:
        """Nothing is known against them."""
        return self.filter(failures=0, ask_at__isnull=True)

    def troubled(self) -> HostStateQuerySet:
        return self.filter(Q(failures__gt=0) | Q(ask_at__isnull=False))

    def open(self) -> HostStateQuerySet:
        """Nobody but a probe is let through, or the pause is over and nobody has asked yet."""
        return self.filter(ask_at__isnull=False)


class HostState(models.Model):
    server = models.CharField(max_length=300, primary_key=True)  # mail.fjord.example:993
    spoken_for = models.DateTimeField(db_default=Now())
    failures = models.PositiveIntegerField(default=0)
    window_at = models.DateTimeField(null=True, blank=True)
    failing_since = models.DateTimeField(null=True, blank=True)
    openings = models.PositiveIntegerField(default=0)
    ask_at = models.DateTimeField(null=True, blank=True)
    probed = models.BooleanField(default=False)
    code = models.CharField(max_length=40, blank=True, default="")
    refused = models.PositiveBigIntegerField(default=0)  # how often somebody was told: not now

    objects = HostStateQuerySet.as_manager()

    def __str__(self) -> str:
        return self.server

    @property
    def breaker(self) -> Breaker:
        code = Code(self.code) if self.code else None
        return Breaker(**{name: getattr(self, name) for name in _COLUMNS}, code=code)


def columns_of(breaker: Breaker) -> dict[str, object]:
    columns = {name: getattr(breaker, name) for name in _COLUMNS}
    return {**columns, "code": breaker.code.value if breaker.code else ""}


def server_of(host: str, port: int) -> str:
    """The key of its row. Another port is another server: what blocks 465 may let 993 through."""
    return f"{host.lower()}:{port}"[:300]
