"""Mail servers in numbers: how many answer nobody, and how many connections are held.

Without their names, which would tell where the people of this company have their mailboxes.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, Max, Q, Sum
from prometheus_client.core import GaugeMetricFamily

from accounts.models import ConnectionSlot, HostState
from accounts.models.connection_slot import Purpose
from crm_inbox.metrics.engine import gauge


def servers() -> Iterator[GaugeMetricFamily]:
    """Three queries over tables with a few rows for each account or server."""
    yield from _circuits()
    yield from _slots()


def _circuits() -> Iterator[GaugeMetricFamily]:
    found = HostState.objects.aggregate(
        open=Count("pk", filter=Q(ask_at__isnull=False)),
        suspected=Count("pk", filter=Q(ask_at__isnull=True, failures__gt=0)),
        refused=Sum("refused"),
    )
    circuits = gauge("mail_servers", "Mail servers that answer nobody, or failed last", "circuit")
    for name in ("open", "suspected"):
        circuits.add_metric([name], found[name])
    yield circuits
    refused = gauge("admissions_refused", "How often work was told to come back later, in all")
    refused.add_metric([], found["refused"] or 0)
    yield refused


def _slots() -> Iterator[GaugeMetricFamily]:
    rows = ConnectionSlot.objects.held().order_by()
    counts = dict(rows.values_list("purpose").annotate(rows=Count("pk")))
    held = gauge("connections_held", "Connections to mail servers", "purpose")
    for purpose in Purpose:
        held.add_metric([purpose], counts.get(purpose, 0))
    yield held
    most = gauge("connections_held_most", "The same, at the server with the most of them")
    at_one = rows.values("server").annotate(rows=Count("pk")).aggregate(most=Max("rows"))["most"]
    most.add_metric([], at_one or 0)
    yield most
