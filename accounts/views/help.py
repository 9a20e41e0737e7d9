"""Help in the reader's language."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from crm_inbox.http import AuthenticatedRequest


@login_required
@require_GET
def help_page(request: AuthenticatedRequest) -> HttpResponse:
    return render(request, "accounts/help.html")
