from __future__ import annotations

from django.apps import AppConfig


class CrmInboxConfig(AppConfig):
    name = "crm_inbox"

    def ready(self) -> None:
        # Binds @shared_task to our application in every process, and connects its signals.
        from crm_inbox import celery, celery_signals  # noqa: F401
