"""Pages, by threads with database connections that persist."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm_inbox.settings")

application = get_wsgi_application()
