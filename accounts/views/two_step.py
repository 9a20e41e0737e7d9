"""Two-step verification at a glance; switching it on and off is allauth's."""

from __future__ import annotations

from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from crm_inbox.http import AuthenticatedRequest


@login_required
@require_GET
def overview(request: AuthenticatedRequest) -> HttpResponse:
    kept = {row.type: row for row in Authenticator.objects.filter(user=request.user)}
    codes = kept.get(Authenticator.Type.RECOVERY_CODES)
    context = {
        "app": kept.get(Authenticator.Type.TOTP),
        "unused_code_count": _unused(codes) if codes else 0,
    }
    return render(request, "mfa/index.html", context)


def _unused(codes: Authenticator) -> int:
    """From the marks of those that were used: the codes themselves stay sealed."""
    used: int = codes.data["used_mask"]
    return int(app_settings.RECOVERY_CODE_COUNT) - used.bit_count()
