"""The event stream (text/event-stream), and the same by asking.

Both carry numbers and names only. The stream is served by ASGI; where a proxy or a browser does
not let it through, the page asks ``events_poll`` every few seconds.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from asgiref.sync import sync_to_async
from django.contrib.auth.decorators import login_required
from django.db import connections
from django.http import HttpRequest, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.views.decorators.http import require_GET

from crm_inbox.http import AuthenticatedRequest
from mail.models import EventSequence
from mail.services.event_hub import hub
from mail.services.presence import note_seen

LIVES_S = 300.0  # then the browser comes back by itself and its session is checked again
RETRY_MS = 2000

Row = EventSequence | None


@login_required
@require_GET
async def stream(request: AuthenticatedRequest) -> HttpResponseBase:
    user = await request.auser()
    assert user.pk is not None
    await sync_to_async(note_seen)(user.pk)
    # The session was looked up in a thread of this request's own, which lives as long as the
    # stream does; its database connection need not.
    await sync_to_async(connections.close_all)()
    lines = _lines(user.pk, _seen(request))
    response = StreamingHttpResponse(lines, content_type="text/event-stream")
    response["X-Accel-Buffering"] = "no"
    response["Cache-Control"] = "no-cache, no-store"
    return response


@login_required
@require_GET
def poll(request: AuthenticatedRequest) -> JsonResponse:
    """What changed after ``?from=``: ``{"number": 9, "names": ["mail"]}``."""
    note_seen(request.user.pk)
    row = EventSequence.of(request.user.pk)
    seen = _seen(request)
    changed = [] if seen is None else row.since(seen)
    return JsonResponse({"number": row.number, "names": [name for _number, name in changed]})


def _seen(request: HttpRequest) -> int | None:
    """The last number that the browser knows; None begins with what is still to come."""
    told = request.headers.get("Last-Event-ID") or request.GET.get("from", "")
    return int(told) if told.isdecimal() and len(told) < 19 else None


async def _lines(user_id: int, seen: int | None) -> AsyncIterator[str]:
    loop, rows = asyncio.get_running_loop(), asyncio.Queue[Row]()

    def deliver(row: Row) -> None:
        loop.call_soon_threadsafe(rows.put_nowait, row)

    hub().join(user_id, deliver)
    try:
        yield f"retry: {RETRY_MS}\n\n"
        ends_at = loop.time() + LIVES_S
        while loop.time() < ends_at and (row := await rows.get()) is not None:
            for number, name in row.since(row.number if seen is None else seen):
                yield f"id: {number}\nevent: {name}\ndata: {number}\n\n"
            seen = row.number
            if rows.empty():
                yield ": still here\n\n"
    finally:
        hub().leave(user_id, deliver)
