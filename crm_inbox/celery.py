"""The Celery application. The database is the queue of record; Celery only carries ids.

Losing every message of the broker loses no work: the tick finds what is due again. So nothing here
tries to make a message survive; it only keeps a lost or a doubled one from doing harm.
"""

from __future__ import annotations

import os

from celery import Celery
from celery.signals import setup_logging
from django.conf import settings
from kombu import Exchange, Queue

from crm_inbox import memory_broker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm_inbox.settings")
memory_broker.install()

TICK_S = min(2.0, settings.LEASE_S / 3)
"""How often due work is looked for. What a person asks for does not wait for it."""

TIDY_S = 300.0

QUEUES = ("tick", "send", "interactive", "sync", "bulk")
"""Most urgent first. A worker that serves several takes from the first that holds anything."""

CONFIGURATION = {
    "broker_url": settings.CELERY_BROKER_URL,
    "broker_connection_retry_on_startup": True,
    # A worker waits for Redis for as long as it is away; the database has what is due.
    "broker_connection_max_retries": None,
    # A page must not hang because the broker is away; the tick will find the row.
    "task_publish_retry": False,
    "broker_connection_timeout": 2,
    "broker_transport_options": {
        "queue_order_strategy": "priority",
        "socket_connect_timeout": 2,
        "socket_timeout": 10,
        "socket_keepalive": True,
        "health_check_interval": 15,
        # When Redis gives back what a dead worker held. Our leases are long over by then, and a
        # task that comes again finds nothing due; longer than any task may take (measured: below
        # that a second copy starts while the first still runs).
        "visibility_timeout": 3600,
    },
    "task_serializer": "json",
    "accept_content": ["json"],
    "task_ignore_result": True,
    # Taken from the broker when it begins: what a killed worker had is in the database, and a
    # copy that comes back an hour later would only find nothing due.
    "task_acks_late": False,
    "worker_prefetch_multiplier": 1,
    "worker_hijack_root_logger": False,
    "worker_send_task_events": False,
    "task_queues": [Queue(name, Exchange(name), routing_key=name) for name in QUEUES],
    "task_default_queue": "sync",
    "task_routes": {
        # The tick is a few queries, and everything waits for it.
        "mail.tick": {"queue": "tick"},
        "mail.tidy": {"queue": "bulk"},
        "mail.send_messages": {"queue": "send"},
        "mail.replay_actions": {"queue": "interactive"},
        "mail.sync_account": {"queue": "sync"},
        "accounts.*": {"queue": "interactive"},
    },
    "beat_schedule": {
        # While no worker is there the ticks shall not pile up.
        "tick": {"task": "mail.tick", "schedule": TICK_S, "options": {"expires": 60.0}},
        "tidy": {"task": "mail.tidy", "schedule": TIDY_S, "options": {"expires": TIDY_S}},
    },
    "timezone": "UTC",
}


def make_app(*, is_current: bool = True) -> Celery:
    """One application holds one choice of queues; the all-in-one process has several."""
    made = Celery("crm_inbox", set_as_current=is_current)
    made.conf.update(CONFIGURATION)
    made.autodiscover_tasks(["accounts", "mail"])
    return made


app = make_app()


@setup_logging.connect
def keep_our_logging(**_: object) -> None:
    """Django has set the logs up; a worker shall not set up others."""
