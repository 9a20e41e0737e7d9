"""The addresses that a form of the wizard is sent to."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from crm_inbox.http import AuthenticatedRequest

View = Callable[[AuthenticatedRequest], HttpResponse]


def only_posted(view: View) -> View:
    """Whoever comes by GET, after signing in again or by a reload, is led to the step they are at.

    What they had typed is gone then, and a password must not be in an address anyway.
    """

    @login_required
    @require_http_methods(["GET", "POST"])
    @wraps(view)
    def answer(request: AuthenticatedRequest) -> HttpResponse:
        return view(request) if request.method == "POST" else redirect("setup")

    return answer
