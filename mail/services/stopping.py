"""A word to every unit of work in this process that it is time to stop."""

from __future__ import annotations

from threading import Event

_stop = Event()


class Stopping(Exception):
    """The process ends; what was committed stays, the rest is done at the next start."""


def stop_all_work() -> None:
    _stop.set()


def is_stopping() -> bool:
    return _stop.is_set()


def go_on_or_stop() -> None:
    """Raises Stopping. Called between units of work, never inside a transaction."""
    if _stop.is_set():
        raise Stopping
