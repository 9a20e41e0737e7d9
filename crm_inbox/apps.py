from __future__ import annotations

from django.apps import AppConfig


class CrmInboxConfig(AppConfig):
    name = "crm_inbox"

    def ready(self) -> None:
        # In every process: @shared_task belongs to our application, its signals are connected,
        # and what a task logs carries the task's id.
        from crm_inbox import celery, celery_signals, log_context  # noqa: F401
