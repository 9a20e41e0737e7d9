"""Both sides of the web in one application: pages by WSGI threads, the event stream by ASGI.

Measured: pages by ASGI cost twice as much and open a database connection for each request.
"""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, cast

from a2wsgi import WSGIMiddleware
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm_inbox.settings")

stream = get_asgi_application()

from django.conf import settings  # noqa: E402
from servestatic import ServeStaticASGI  # noqa: E402

from crm_inbox.wsgi import STATIC_MAX_AGE_S  # noqa: E402
from crm_inbox.wsgi import pages as pages_wsgi  # noqa: E402

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]

PAGE_THREADS = 8
STREAM_PATH = "/events/"

pages = WSGIMiddleware(cast(Any, pages_wsgi), workers=PAGE_THREADS)


async def dispatch(scope: Scope, receive: Receive, send: Send) -> None:
    chosen: Any = stream if scope.get("path") == STREAM_PATH else pages
    await chosen(scope, receive, send)


application = ServeStaticASGI(
    dispatch,
    root=str(settings.STATIC_ROOT),
    prefix="static",
    max_age=STATIC_MAX_AGE_S,
    allow_all_origins=False,
)
