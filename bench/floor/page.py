"""One query with ``.values()``, one template, and the middleware of a minimal Django site."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse
from django.middleware.clickjacking import XFrameOptionsMiddleware
from django.middleware.common import CommonMiddleware
from django.middleware.csrf import CsrfViewMiddleware
from django.middleware.gzip import GZipMiddleware
from django.middleware.security import SecurityMiddleware
from django.template import Context, Engine
from django.utils.decorators import decorator_from_middleware
from django.utils.timezone import localtime

from bench.floor import PATH
from mail.models import Message

ROWS = 50
COLUMNS = ("id", "from_name", "from_address", "subject", "snippet", "date", "seen")
MINIMAL = (
    *(SecurityMiddleware, GZipMiddleware, SessionMiddleware, CommonMiddleware),
    *(CsrfViewMiddleware, AuthenticationMiddleware, XFrameOptionsMiddleware),
)

GetResponse = Callable[[HttpRequest], HttpResponse]

_TEMPLATE = Engine().from_string("""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Inbox</title></head><body><ul>
{% for row in rows %}<li class="message-row{% if row.unseen %} message-row--unseen{% endif %}">
<a href="/inbox/?folder={{ folder }}&amp;message={{ row.id }}">
<span class="message-row__sender" dir="auto">{{ row.sender }}</span>
<span class="message-row__subject" dir="auto">{{ row.subject }}</span>
<time class="message-row__time">{{ row.date }}</time>
<span class="message-row__snippet" dir="auto">{{ row.snippet }}</span></a></li>
{% endfor %}</ul></body></html>""")


def floor(get_response: GetResponse) -> GetResponse:
    """Answers :data:`PATH`, through no middleware but :data:`MINIMAL`; everything else goes on."""
    page: Any = _page
    for middleware in reversed(MINIMAL):
        page = decorator_from_middleware(middleware)(page)

    def middleware_of_the_floor(request: HttpRequest) -> HttpResponse:
        answer: HttpResponse = page(request) if request.path == PATH else get_response(request)
        return answer

    return middleware_of_the_floor


def _page(request: HttpRequest) -> HttpResponse:
    folder = request.GET["folder"]
    newest = Message.objects.filter(mailbox_id=folder).order_by("-date", "-id")
    rows = [_formatted(row) for row in newest.values(*COLUMNS)[:ROWS]]
    return HttpResponse(_TEMPLATE.render(Context({"rows": rows, "folder": folder})))


def _formatted(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": str(row["id"]),
        "sender": row["from_name"] or row["from_address"],
        "subject": row["subject"],
        "snippet": row["snippet"],
        "date": localtime(row["date"]).strftime("%d %b %Y"),
        "unseen": not row["seen"],
    }
