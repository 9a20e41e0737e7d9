"""The page that Prometheus asks for."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from crm_inbox.metrics.access import may_read
from crm_inbox.metrics.collector import registry

REFUSED = (
    "Only this machine may read the metrics, or whoever has the METRICS_TOKEN of the settings.\n"
)


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    if not may_read(request):
        return HttpResponse(REFUSED, status=403, content_type="text/plain; charset=utf-8")
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
