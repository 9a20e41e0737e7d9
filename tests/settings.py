"""The product's settings, with a quick password hash and files that need not be collected."""

from __future__ import annotations

from crm_inbox.settings import *  # noqa: F403
from crm_inbox.settings import STORAGES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
