"""What ``<html>`` and ``<body>`` carry: the theme, so that no page flashes in the wrong colours,
and what the scripts have to know."""

from __future__ import annotations

from django.http import HttpRequest

from accounts.models import Preferences


def preferences(request: HttpRequest) -> dict[str, object]:
    """``preferences``: those of the reader, or the defaults while nobody is signed in."""
    return {"preferences": getattr(request, "preferences", None) or Preferences()}
