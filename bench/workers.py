"""Two Celery workers and a beat beside an installation's database and broker."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

from bench.processor import cpu_s
from tests.browser.installation import ROOT, Installation

CELERY = (sys.executable, "-m", "celery", "-A", "crm_inbox")
WORKER = ("worker", "--pool", "threads", "--concurrency", "4")
NAMES = ("one", "two")
READY_S = 60.0


class Workers:
    """Ready when entered; all stopped, in whatever way, when left."""

    def __init__(self, installed: Installation) -> None:
        self._installed = installed
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        self._cpu_s: dict[str, float] = {}

    def __enter__(self) -> Workers:
        try:
            self._start()
        except BaseException:
            self.stop()  # nothing that was started outlives a start that failed
            raise
        return self

    def _start(self) -> None:
        for name in NAMES:
            self._launch(name, *WORKER, "--hostname", f"{name}@bench")
        for name in NAMES:
            self._wait_until_ready(name)
        self._cpu_s = {name: cpu_s(self._processes[name].pid) for name in NAMES}
        schedule = str(self._installed.folder / "beat-schedule")
        self._launch("beat", "beat", "--schedule", schedule)

    def __exit__(self, *exc: object) -> None:
        self.stop()

    def stop(self) -> None:
        for process in self._processes.values():
            process.kill()
            process.wait(timeout=10)

    def kill_the_busy_one(self) -> None:
        """The worker that used more processor time since both were ready."""
        used = {name: cpu_s(self._processes[name].pid) - self._cpu_s[name] for name in NAMES}
        busy = self._processes[max(NAMES, key=lambda name: used[name])]
        busy.kill()
        busy.wait(timeout=10)

    def _launch(self, name: str, *arguments: str) -> None:
        environment = {**self._installed.environment, "ALIVE_DIR": str(self._signs)}
        with self._log(name).open("ab") as log:
            self._processes[name] = subprocess.Popen(
                [*CELERY, *arguments], cwd=ROOT, env=environment, stdout=log, stderr=log
            )

    def _wait_until_ready(self, name: str) -> None:
        ends_at = time.monotonic() + READY_S
        while not (self._signs / name).exists():
            if time.monotonic() > ends_at or self._processes[name].poll() is not None:
                said = self._log(name).read_text(errors="replace")
                raise SystemExit(f"Celery does not start: {said.strip().splitlines()[-1:]}")
            time.sleep(0.1)

    @property
    def _signs(self) -> Path:
        """Where a worker leaves its sign of life, once it is connected to the broker."""
        return self._installed.folder / "alive"

    def _log(self, name: str) -> Path:
        return self._installed.folder / f"{name}.log"
