from __future__ import annotations

from django.apps import AppConfig


class CrmInboxConfig(AppConfig):
    name = "crm_inbox"

    def ready(self) -> None:
        # Binds @shared_task to our application in every process.
        from crm_inbox import celery  # noqa: F401
