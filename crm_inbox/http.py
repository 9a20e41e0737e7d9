"""Request types for views."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

if TYPE_CHECKING:
    from accounts.models import Preferences
    from crm_inbox.models import User


class Request(HttpRequest):
    htmx: HtmxDetails


class AuthenticatedRequest(Request):
    """A request behind ``login_required``: its user is one of ours, with preferences."""

    user: User
    preferences: Preferences
    # Of all inboxes, once a view has looked; the navigation menu then need not.
    unread_count: int
