"""The watcher in numbers: whom it watches, and what it has done since the beginning."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, Q
from django.db.models.functions import Now
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from mail.models import Watch, WatchCount

COUNTS = {
    "connects": "Idle connections that came to stand",
    "failures": "Idle connections that did not, or broke at once",
    "wakes": "Times that news on an idle connection woke a worker",
}


def watching() -> Iterator[Metric]:
    """Two queries: one over a row for each account, one over three rows."""
    claimed = Q(lease_until__gt=Now())
    rows = Watch.objects.aggregate(
        claimed=Count("pk", filter=claimed),
        idle=Count("pk", filter=claimed & Q(since__isnull=False)),
    )
    yield _gauge("watch_accounts", "Accounts that a watcher has claimed", rows["claimed"])
    yield _gauge("watch_idle_connections", "Idle connections that stand", rows["idle"])
    totals = dict(WatchCount.objects.values_list("name", "total"))
    for name, says in COUNTS.items():
        yield CounterMetricFamily(f"crm_inbox_watch_{name}", says, value=totals.get(name, 0))


def _gauge(name: str, says: str, value: int) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"crm_inbox_{name}", says, value=value)
