"""A probe comes by IP address, without HTTPS and without cookies, and is answered all the same.

First of the middleware: checks of the host name, the redirect to HTTPS, the session and the
reader's language are for people.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from crm_inbox.health.views import healthz, readyz
from crm_inbox.metrics.views import metrics

ANSWERED_FIRST: dict[str, Callable[[HttpRequest], HttpResponse]] = {
    "/healthz": healthz,
    "/readyz": readyz,
    "/metrics": metrics,
}

GetResponse = Callable[[HttpRequest], HttpResponse]


def answer_probes(get_response: GetResponse) -> GetResponse:
    def middleware(request: HttpRequest) -> HttpResponse:
        return ANSWERED_FIRST.get(request.path_info, get_response)(request)

    return middleware
