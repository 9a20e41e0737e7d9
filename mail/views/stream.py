"""The event stream (text/event-stream). Served by ASGI; it carries numbers and names only."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from asgiref.sync import sync_to_async
from django.contrib.auth.decorators import login_required
from django.http import HttpResponseBase, StreamingHttpResponse
from django.views.decorators.http import require_GET

from crm_inbox.http import AuthenticatedRequest
from mail.services import events
from mail.services.stopping import is_stopping

LOOK_EVERY_S = 5.0  # for events of other processes, and to notice a stop or a lost browser
LIVES_S = 300.0  # then the browser comes back by itself and its session is checked again
RETRY_MS = 2000


@require_GET
@login_required
async def stream(request: AuthenticatedRequest) -> HttpResponseBase:
    user = await request.auser()
    assert user.pk is not None
    seen = await _resume_from(request, user.pk)
    response = StreamingHttpResponse(_lines(user.pk, seen), content_type="text/event-stream")
    response["X-Accel-Buffering"] = "no"
    response["Cache-Control"] = "no-cache, no-store"
    return response


async def _resume_from(request: AuthenticatedRequest, user_id: int) -> int:
    told = request.headers.get("Last-Event-ID") or request.GET.get("from", "")
    if told.isdecimal() and len(told) < 19:
        return int(told)
    return await sync_to_async(events.latest)(user_id)


async def _lines(user_id: int, seen: int) -> AsyncIterator[str]:
    loop, woken = asyncio.get_running_loop(), asyncio.Event()

    def wake() -> None:
        loop.call_soon_threadsafe(woken.set)

    events.listen(user_id, wake)
    try:
        yield f"retry: {RETRY_MS}\n\n"
        ends_at = loop.time() + LIVES_S
        while not is_stopping() and loop.time() < ends_at:
            woken.clear()
            for number, name in await sync_to_async(events.since)(user_id, seen):
                seen = max(seen, number)
                yield f"id: {number}\nevent: {name}\ndata: {number}\n\n"
            try:
                await asyncio.wait_for(woken.wait(), LOOK_EVERY_S)
            except TimeoutError:
                yield ": still here\n\n"
    finally:
        events.stop_listening(user_id, wake)
