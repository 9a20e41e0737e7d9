"""For machines that watch this installation. Anybody may ask: an answer holds no name."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from crm_inbox.health.readiness import checks


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers. Asks nobody else."""
    return JsonResponse({"ok": True})


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Everything that mail needs is in order (200), or something is not (503)."""
    found = checks()
    ok = all(check.ok for check in found)
    entries = {check.name: {"ok": check.ok, "detail": check.detail} for check in found}
    return JsonResponse({"ok": ok, "checks": entries}, status=200 if ok else 503)
