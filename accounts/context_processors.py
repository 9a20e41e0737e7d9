"""The theme that ``<html>`` carries, so that no page flashes in the wrong colours."""

from __future__ import annotations

from django.http import HttpRequest

from accounts.models.preferences import Theme


def theme(request: HttpRequest) -> dict[str, str]:
    preferences = getattr(request, "preferences", None)
    return {"theme": preferences.theme if preferences else Theme.SYSTEM.value}
