"""Answers in the reader's language and time zone, with the reader's clock."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from accounts import clock
from accounts.services.preferences import preferences_of
from crm_inbox.models import User

GetResponse = Callable[[HttpRequest], HttpResponse]


def reader_preferences(get_response: GetResponse) -> GetResponse:
    """What a person chose in Personal settings wins over what the browser asks for."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if isinstance(request.user, User) or request.user.is_authenticated:
            apply(request)
        response = get_response(request)
        timezone.deactivate()
        clock.deactivate()
        return response

    return middleware


def apply(request: HttpRequest) -> None:
    preferences = preferences_of(request.user)  # type: ignore[arg-type]
    request.preferences = preferences  # type: ignore[attr-defined]
    clock.activate(preferences.clock)
    if preferences.language:
        translation.activate(preferences.language)
        request.LANGUAGE_CODE = preferences.language
    if preferences.time_zone:
        try:
            timezone.activate(ZoneInfo(preferences.time_zone))
        except (ZoneInfoNotFoundError, ValueError):
            timezone.deactivate()
