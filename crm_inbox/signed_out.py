"""Whose session ended while a form was open comes back to the page of the form."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme

GetResponse = Callable[[HttpRequest], HttpResponse]


def back_to_the_page(get_response: GetResponse) -> GetResponse:
    """``login_required`` leads back to the address that was asked for. Where a form was sent to
    it, that address may take nothing but forms, so it is the page of the form instead."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.method != "POST" or not _leads_to_signing_in(response):
            return response
        page = _page_of(request)
        return redirect_to_login(page) if page else response

    return middleware


def _leads_to_signing_in(response: HttpResponse) -> bool:
    target = urlsplit(response.headers.get("Location", ""))
    return target.path == resolve_url(settings.LOGIN_URL) and target.query.startswith("next=")


def _page_of(request: HttpRequest) -> str:
    """Path and query of the page of ours that the request came from; empty when it is not told."""
    page = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(page, {request.get_host()}):
        return ""
    address = urlsplit(page)
    return f"{address.path}?{address.query}" if address.query else address.path
