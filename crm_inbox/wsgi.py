"""Pages, by threads with database connections that persist; static files on the way."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm_inbox.settings")

pages = get_wsgi_application()
"""Without static files, for :mod:`crm_inbox.asgi`, which serves them before it takes a thread."""

from django.conf import settings  # noqa: E402
from servestatic import ServeStatic  # noqa: E402

STATIC_MAX_AGE_S = 365 * 24 * 3600  # a file's name changes with its content

application = ServeStatic(
    pages,
    root=str(settings.STATIC_ROOT),
    prefix="static",
    max_age=STATIC_MAX_AGE_S,
    allow_all_origins=False,
)
