"""A part of a page, alone; and nothing at all when the browser has it as it is.

The browser sends back the mark of what it was given last (``Fragment``, ``Fragment-Seen``). A
cache could do the same with an ETag, but no page of ours is stored by a browser.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from hashlib import blake2b

from django.http import HttpResponse
from django.shortcuts import render

from crm_inbox.http import AuthenticatedRequest

_TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"')
"""Another one each time, and each of them good."""


def answer(
    request: AuthenticatedRequest, template: str, context: Mapping[str, object]
) -> HttpResponse:
    """*template*, or 204 when the page shows that already."""
    response = render(request, template, dict(context))
    mark = blake2b(_TOKEN.sub(b"", response.content), digest_size=12).hexdigest()
    if request.headers.get("Fragment-Seen") == mark:
        return HttpResponse(status=204)
    response["Fragment"] = mark
    return response
