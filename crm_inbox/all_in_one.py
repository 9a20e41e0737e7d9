"""Web, worker, beat and watcher in one process (``manage.py serve``).

    main thread   uvicorn: pages, static files, event streams
    workers       Celery with pools of threads, for urgent and for patient work; in-memory broker
    beat          Celery's scheduler, for the one tick
    watcher       idle connections that notice new mail: one loop, a few threads around it

Stopping takes about two seconds whatever is open: every unit of work asks between
two steps whether it should stop, and what does not answer is left to die with the process, which
is safe because the database never holds half a step.
"""

from __future__ import annotations

import socket
import threading
import time
from contextlib import suppress
from types import FrameType

import uvicorn
from celery.beat import Scheduler, Service
from django.conf import settings
from django.core.management import CommandError

from accounts.models import ConnectionSlot
from crm_inbox.celery import app as celery_app
from crm_inbox.celery import make_app
from mail.models import Lane, Watch
from mail.services.event_hub import hub
from mail.services.stopping import stop_all_work
from mail.services.watcher import Watcher

WORKER_STOP_S = 1.0
WORKERS = {"urgent": (("tick", "send", "interactive"), 4), "patient": (("tick", "sync", "bulk"), 4)}
"""Queues and threads. Two, so that a person never waits until a large mailbox gives way."""


class _Server(uvicorn.Server):
    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        # Streams end by themselves, so that the graceful part stays short.
        stop_all_work()
        hub().wake_everybody()
        super().handle_exit(sig, frame)


class AllInOne:
    def __init__(self, host: str, port: int) -> None:
        self.socket = bind(host, port)
        self._workers = [
            make_app(is_current=False).WorkController(
                hostname=f"{name}@here",
                pool="threads",
                concurrency=threads,
                queues=list(queues),
                without_heartbeat=True,
                without_mingle=True,
                without_gossip=True,
                loglevel="WARNING",
            )
            for name, (queues, threads) in WORKERS.items()
        ]
        self._beat = Service(celery_app, scheduler_cls=Scheduler)
        self._watcher = Watcher()

    def run(self) -> None:
        """Serve until a signal; then leave without a thread or a process behind."""
        self._free_what_a_killed_process_held()
        workers = [worker.start for worker in self._workers]
        for work in (*workers, self._beat.start, self._watcher.run):
            threading.Thread(target=work, daemon=True).start()
        config = uvicorn.Config(
            "crm_inbox.asgi:application",
            log_level="warning",
            lifespan="off",
            timeout_graceful_shutdown=1,
            access_log=False,
        )
        with suppress(KeyboardInterrupt):  # uvicorn has stopped in order and raises it again
            _Server(config).run(sockets=[self.socket])
        self._stop()

    def _free_what_a_killed_process_held(self) -> None:
        """With the in-memory broker no other worker exists, so every lease is a dead one's."""
        if settings.CELERY_BROKER_URL.startswith("memory://"):
            Lane.objects.update(lease_until=None, owner="", dispatched_until=None)
            ConnectionSlot.objects.update(until=None, opening=False)
            Watch.objects.all().give_back()

    def _stop(self) -> None:
        stop_all_work()
        self._beat.stop(wait=False)
        stopping = [threading.Thread(target=worker.stop, daemon=True) for worker in self._workers]
        for thread in stopping:
            thread.start()
        ends_at = time.monotonic() + WORKER_STOP_S
        for thread in stopping:
            thread.join(max(0, ends_at - time.monotonic()))


def bind(host: str, port: int) -> socket.socket:
    """The listening socket. Raises CommandError with a sentence."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # With the protocol named asyncio sends small answers at once (TCP_NODELAY); without, each one
    # on a kept connection waits 40 ms for the browser to acknowledge the one before.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as problem:
        listening.close()
        raise CommandError(
            f"Port {port} on {host} cannot be used: {problem.strerror}. "
            "Stop the program that uses it, or choose another with --port (make run: PORT=…)."
        ) from None
    return listening
