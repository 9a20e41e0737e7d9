"""Two Celery workers and a beat beside an installation's database and broker."""

from __future__ import annotations

from typing import Self

from bench.processor import cpu_s
from tests.browser.installation import Installation
from tests.engine.processes import Processes, many_processes

READY_S = 60.0


class Workers(Processes):
    """Ready when entered; all stopped, in whatever way, when left."""

    def __init__(self, installed: Installation) -> None:
        super().__init__(installed.environment, many_processes(beats=1))
        self._when_up_s: dict[str, float] = {}

    def __enter__(self) -> Self:
        try:
            self.start()
            self.eventually(self.are_up, READY_S)
        except BaseException:
            self.stop()  # nothing that was started outlives a start that failed
            raise
        return self

    def are_up(self) -> bool:
        """From then on it counts who works more."""
        if not all(self.is_up(name) for name in self.workers):
            return False
        self._when_up_s = self._cpu_s()
        return True

    def kill_and_start_the_busy_one(self) -> None:
        """The worker that used more processor time since both were last seen to be up."""
        used_s = {name: after - self._when_up_s[name] for name, after in self._cpu_s().items()}
        busy = max(used_s, key=used_s.__getitem__)
        self.kill(busy)
        self.start(busy)

    def _cpu_s(self) -> dict[str, float]:
        pids = self.pids()
        return {name: cpu_s(pids[name]) for name in self.workers}
