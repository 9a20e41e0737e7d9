"""The processes of an installation, to be killed one by one.

On SQLite it is the one process of ``serve``; on PostgreSQL workers and beats with a real Redis
between them. Knows no Django, so that the figures of ``bench`` can kill them as the tests do.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Self

ROOT = Path(__file__).resolve().parent.parent.parent
LEASE_S = 3
TICK_S = LEASE_S / 3
LAST_WORDS = 1500
"""Characters shown of what a process logged, when a test fails."""

LOOK_EVERY_S = 0.05

Commands = dict[str, list[str]]

_CELERY = [sys.executable, "-m", "celery", "-A", "crm_inbox"]
_WORKER = [*_CELERY, "worker", "--pool", "threads", "--concurrency", "4", "--without-gossip",
           "--without-mingle"]  # fmt: skip
_BEAT = [*_CELERY, "beat", "--scheduler", "celery.beat:Scheduler"]


def one_process(port: int) -> Commands:
    """What ``make run`` starts."""
    return {"serve": [sys.executable, "manage.py", "serve", "--port", str(port)]}


def many_processes(beats: int = 2) -> Commands:
    """Two workers for all queues, and *beats*."""
    workers = {f"worker-{n}": [*_WORKER, "-n", f"worker-{n}@here"] for n in (1, 2)}
    return workers | {f"beat-{n + 1}": _BEAT for n in range(beats)}


class Processes:
    """Names and commands of what runs here; :meth:`kill` ends one as a power cut does.

    *environment* says where database and broker are, and is laid over our own.
    """

    def __init__(self, environment: dict[str, str], commands: Commands) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="crm-inbox-engine-"))
        self.environment = {
            **os.environ,
            **environment,
            "ALIVE_DIR": str(self.folder / "alive"),
            "LEASE_S": str(LEASE_S),
            "LOG_LEVEL": "WARNING",
        }
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._commands = commands

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.stop()

    @property
    def names(self) -> list[str]:
        return list(self._commands)

    @property
    def workers(self) -> list[str]:
        """What does the work, as opposed to handing it out."""
        return [name for name in self._commands if not name.startswith("beat")]

    def start(self, *names: str) -> None:
        for name in names or self.names:
            with (self.folder / f"{name}.log").open("ab") as log:
                self._running[name] = subprocess.Popen(
                    self._commands[name], cwd=ROOT, env=self.environment, stdout=log, stderr=log
                )

    def kill(self, name: str) -> None:
        self._running[name].kill()
        self._running[name].wait(timeout=10)

    def kill_all(self) -> None:
        """All in one moment."""
        for process in self._running.values():
            process.kill()
        for process in self._running.values():
            process.wait(timeout=10)

    def kill_and_start(self) -> None:
        """All, as a supervisor does after a power cut."""
        self.kill_all()
        self.start()

    def pause(self, name: str) -> None:
        self._running[name].send_signal(signal.SIGSTOP)

    def resume(self, name: str) -> None:
        self._running[name].send_signal(signal.SIGCONT)

    def stop(self) -> None:
        """Whatever runs ends before the tables are emptied."""
        for name in self._running:
            self.resume(name)
        self.kill_all()
        shutil.rmtree(self.folder, ignore_errors=True)

    def is_up(self, name: str) -> bool:
        """Whether a worker has connected to its broker since it was started."""
        sign = self.folder / "alive" / name
        return sign.exists() and sign.read_text() == str(self._running[name].pid)

    def pids(self) -> dict[str, int]:
        return {name: process.pid for name, process in self._running.items()}

    def logs(self) -> str:
        """The last words of each process."""
        return "\n".join(
            f"--- {path.stem}\n{path.read_text(errors='replace')[-LAST_WORDS:]}"
            for path in sorted(self.folder.glob("*.log"))
        )

    def eventually(self, truth: Callable[[], bool], within_s: float = 60.0) -> None:
        """Wait until *truth*; fails with the last words of all processes."""
        ends_at = time.monotonic() + within_s
        while not truth():
            assert time.monotonic() < ends_at, self.logs()
            time.sleep(LOOK_EVERY_S)
