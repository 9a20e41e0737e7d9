"""The product's settings with the floor's page in front of everything."""

from __future__ import annotations

from crm_inbox.settings import *  # noqa: F403
from crm_inbox.settings import MIDDLEWARE

MIDDLEWARE = ["bench.floor.page.floor", *MIDDLEWARE]
