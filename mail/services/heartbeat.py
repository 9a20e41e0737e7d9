"""Renewing the leases of this process while their work waits for a mail server.

One thread and one database connection for all of them. It does not keep the dead alive: work that
has shown no life for as long as its longest command may take loses its lease.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from django.conf import settings
from django.db import DatabaseError, InterfaceError, close_old_connections, connections

log = logging.getLogger(__name__)

BEATS_IN_A_LEASE = 4
"""A beat may come late or fail twice before the lease has run out."""


class Beating(Protocol):
    lost: bool
    showed_life_at: float

    def keep_alive(self) -> None: ...


_leases: dict[Beating, float] = {}
_changed = threading.Condition()
_thread: threading.Thread | None = None


@contextmanager
def beating(lease: Beating, silent_s: float) -> Iterator[None]:
    """Renew *lease* while the block runs, unless it shows no life for *silent_s*."""
    with _changed:
        _leases[lease] = silent_s
        _start()
        _changed.notify()
    try:
        yield
    finally:
        with _changed:
            _leases.pop(lease, None)


def _start() -> None:
    global _thread
    if _thread is None or not _thread.is_alive():
        _thread = threading.Thread(target=_run, name="heartbeat", daemon=True)
        _thread.start()


def _run() -> None:
    while True:
        with _changed:
            _changed.wait_for(lambda: bool(_leases))
        time.sleep(settings.LEASE_S / BEATS_IN_A_LEASE)
        with _changed:
            alive = [lease for lease, silent_s in _leases.items() if _shows_life(lease, silent_s)]
        if alive:
            _beat(alive)


def _shows_life(lease: Beating, silent_s: float) -> bool:
    return not lease.lost and time.monotonic() - lease.showed_life_at < silent_s


def _beat(leases: list[Beating]) -> None:
    close_old_connections()
    for lease in leases:
        try:
            lease.keep_alive()
        except (DatabaseError, InterfaceError) as problem:
            log.warning("heartbeat failed problem=%s", type(problem).__name__)
            connections.close_all()
            return
