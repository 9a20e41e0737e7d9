"""What every request and every answer passes through."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

GetResponse = Callable[[HttpRequest], HttpResponse]

_NORWEGIAN = re.compile(r"\b(?:no|nn)(?:-[A-Za-z]{2})?(?=[;,\s]|$)")


class PageCompression(GZipMiddleware):
    """Compresses pages; a stream goes out event by event, which a compressor would hold back."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if response.streaming:
            return response
        compressed: HttpResponseBase = super().process_response(request, response)
        return compressed


def norwegian_is_nb(get_response: GetResponse) -> GetResponse:
    """Browsers name Norwegian ``no`` or ``nn``; Django would answer those in English."""

    def middleware(request: HttpRequest) -> HttpResponse:
        accepted = request.META.get("HTTP_ACCEPT_LANGUAGE")
        if accepted:
            request.META["HTTP_ACCEPT_LANGUAGE"] = _NORWEGIAN.sub("nb", accepted)
        return get_response(request)

    return middleware


def security_headers(get_response: GetResponse) -> GetResponse:
    """No page of ours is stored by a browser or proxy, and none may use a device."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Cache-Control", "private, no-store")
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=()"
        )
        return response

    return middleware
