"""Asking several questions of the network at once.

Each runs in a daemon thread and keeps deadlines of its own, so that one nobody waits for any
longer delays neither an answer nor the end of the process.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

from mail.core.errors import Code, MailError

Answer = TypeVar("Answer")


class Later(Generic[Answer]):
    """*work* on its way in a thread; a MailError it raises comes out with the result."""

    def __init__(self, work: Callable[[], Answer]) -> None:
        self._work = work
        self._done = threading.Event()
        self._answer: Answer | None = None
        self._problem: MailError | None = None
        threading.Thread(target=self._run, daemon=True).start()

    def result(self, timeout_s: float, otherwise: Answer) -> Answer:
        """What *work* returned; *otherwise* when it raised MailError or is not ready in time."""
        self._done.wait(max(timeout_s, 0))
        return otherwise if self._answer is None else self._answer

    def outcome(self, timeout_s: float) -> Answer:
        """What *work* returned. Raises its MailError, and MailError(TIMEOUT) when it is late."""
        self._done.wait(max(timeout_s, 0))
        if self._answer is not None:
            return self._answer
        raise self._problem or MailError(Code.TIMEOUT)

    def _run(self) -> None:
        try:
            self._answer = self._work()
        except MailError as problem:
            self._problem = problem
        finally:
            self._done.set()


def all_of(works: Iterable[Callable[[], Answer]]) -> list[Later[Answer]]:
    """All of *works* started at once, in their order."""
    return [Later(work) for work in works]
