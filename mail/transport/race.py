"""Connecting to several addresses of one host beside each other; the first that answers wins."""

from __future__ import annotations

import socket
import threading
from queue import Empty, SimpleQueue

from mail.core.errors import Code


def connected(address: str, port: int, timeout_s: float) -> socket.socket | Code:
    """A connected socket, or why there is none."""
    try:
        return socket.create_connection((address, port), max(timeout_s, 0.001))
    except ConnectionRefusedError:
        return Code.REFUSED
    except TimeoutError:
        return Code.TIMEOUT
    except OSError:
        return Code.UNREACHABLE


class Race:
    """Every runner is a daemon thread with a deadline; a loser closes its own socket."""

    def __init__(self) -> None:
        self._outcomes: SimpleQueue[socket.socket | Code] = SimpleQueue()
        self._lock = threading.Lock()
        self._over = False

    def start(self, address: str, port: int, timeout_s: float) -> None:
        arguments = (address, port, timeout_s)
        threading.Thread(target=self._run, args=arguments, daemon=True).start()

    def outcome(self, timeout_s: float) -> socket.socket | Code | None:
        """The next outcome; None when there is none in time. A socket ends the race."""
        try:
            outcome = self._outcomes.get(timeout=timeout_s)
        except Empty:
            return None
        if isinstance(outcome, socket.socket):
            self.end()
        return outcome

    def end(self) -> None:
        """Nobody waits any longer: whatever still connects is closed."""
        with self._lock:
            self._over = True
        while not self._outcomes.empty():
            late = self._outcomes.get()
            if isinstance(late, socket.socket):
                late.close()

    def _run(self, address: str, port: int, timeout_s: float) -> None:
        outcome = connected(address, port, timeout_s)
        with self._lock:
            if not self._over:
                self._outcomes.put(outcome)
                return
        if isinstance(outcome, socket.socket):
            outcome.close()
