"""The Celery application. The database is the queue of record; Celery only carries ids.

Losing every message of the broker loses no work: the tick finds what is due again.
"""

from __future__ import annotations

import os

from celery import Celery
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm_inbox.settings")

TICK_S = 2.0
"""How often due work is looked for. A new account does not wait for it: it is sent at once."""

app = Celery("crm_inbox")
app.conf.update(
    broker_url=settings.CELERY_BROKER_URL,
    # A page must not hang because the broker is away; the tick will find the row.
    broker_connection_retry_on_startup=True,
    task_publish_retry=False,
    # The in-memory transport looks for messages this often (seconds).
    broker_transport_options={"polling_interval": 0.05},
    task_serializer="json",
    accept_content=["json"],
    task_ignore_result=True,
    # A worker that dies gives the task back; every task is safe to run twice.
    task_acks_late=True,
    worker_prefetch_multiplier=1,
    worker_hijack_root_logger=False,
    task_default_queue="sync",
    task_routes={
        "mail.send_messages": {"queue": "send"},
        "mail.replay_actions": {"queue": "interactive"},
        "accounts.*": {"queue": "interactive"},
        "mail.*": {"queue": "sync"},
    },
    beat_schedule={"tick": {"task": "mail.tick", "schedule": TICK_S}},
    timezone="UTC",
)
app.autodiscover_tasks(["accounts", "mail"])
