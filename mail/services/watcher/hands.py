"""The few threads in which accounts are signed in, so that the loop never waits for one.

The heaviest thing of a watcher is at hand for a moment only: a session is taken apart as soon as
its mailbox is open, and what stays is the socket.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Event, Thread

from django.db import close_old_connections, connections

from mail.core.errors import Code, MailError
from mail.services.watcher.roster import Entry, Roster

log = logging.getLogger(__name__)

HANDS = 4
LOOK_EVERY_S = 1.0


class Hands:
    """*sign_in* signs an account in and hands the connection over; it raises MailError."""

    def __init__(self, roster: Roster, sign_in: Callable[[Entry], None]) -> None:
        self._roster, self._sign_in = roster, sign_in
        self._is_over = Event()

    def start(self) -> None:
        for number in range(HANDS):
            Thread(target=self._run, name=f"hand {number}", daemon=True).start()

    def stop(self) -> None:
        """No more sign-ins begin; nobody waits for those that have begun."""
        self._is_over.set()

    def _run(self) -> None:
        while not self._is_over.is_set():
            entry = self._roster.next(LOOK_EVERY_S)
            if entry is None:
                connections.close_all()  # who waits needs no connection of the database
                continue
            close_old_connections()
            self._guarded(entry)

    def _guarded(self, entry: Entry) -> None:
        try:
            self._sign_in(entry)
        except MailError as problem:
            log.info("watcher account=%s problem=%s", entry.account.pk, problem.code.value)
            self._roster.failed(entry, problem)
        except Exception:
            log.exception("watcher account=%s", entry.account.pk)
            connections.close_all()
            self._roster.failed(entry, MailError(Code.INTERNAL))
