"""What is collected at each scrape: so any number of processes give the same answer."""

from __future__ import annotations

import platform
from collections.abc import Iterator

import django
from django.db import connection
from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from crm_inbox.health.check import Check
from crm_inbox.health.database import AWAY
from crm_inbox.health.readiness import checks
from crm_inbox.metrics.engine import engine, gauge
from crm_inbox.metrics.servers import servers
from crm_inbox.metrics.watching import watching
from crm_inbox.version import VERSION


class Installation(Collector):
    """Without the database only the checks are told, which then say so."""

    def collect(self) -> Iterator[Metric]:
        found = checks()
        yield _build()
        yield _checks(found)
        yield from _tick(found)
        if not all(check.ok for check in found if check.name in {"database", "migrations"}):
            return
        try:
            # All or nothing: half an answer would look like an idle engine.
            yield from [*engine(), *servers(), *watching()]
        except AWAY:
            return


def _build() -> GaugeMetricFamily:
    build = GaugeMetricFamily(
        "crm_inbox_build_info",
        "What runs here",
        labels=["version", "python", "django", "database"],
    )
    labels = [VERSION, platform.python_version(), django.get_version(), connection.vendor]
    build.add_metric(labels, 1)
    return build


def _checks(found: list[Check]) -> GaugeMetricFamily:
    family = gauge("check_ok", "1 when a check of readyz is in order", "check")
    for check in found:
        family.add_metric([check.name], float(check.ok))
    return family


def _tick(found: list[Check]) -> Iterator[GaugeMetricFamily]:
    """Absent when the tick never ran: a number would be a lie."""
    family = gauge("tick_age_seconds", "How long ago due work was last handed out")
    for check in found:
        if check.name == "tick" and check.age is not None:
            family.add_metric([], max(0.0, check.age.total_seconds()))
            yield family


registry = CollectorRegistry()
registry.register(Installation())
