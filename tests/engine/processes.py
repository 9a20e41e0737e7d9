"""The processes of an installation, on the database of the tests, to be killed one by one.

On SQLite it is the one process of ``serve``; on PostgreSQL two workers and two beats with a real
Redis between them.
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

from django.db import connection

from crm_inbox.celery import QUEUES
from tests.environment import POSTGRES, STORE
from tests.servers.leash import free_ports

ROOT = Path(__file__).resolve().parent.parent.parent
LEASE_S = 3
TICK_S = LEASE_S / 3
LAST_WORDS = 1500
"""Characters shown of what a process logged, when a test fails."""

_CELERY = [sys.executable, "-m", "celery", "-A", "crm_inbox"]
_WORKER = [*_CELERY, "worker", "--pool", "threads", "--concurrency", "4", "--without-gossip",
           "--without-mingle", "-Q", ",".join(QUEUES)]  # fmt: skip


class Processes:
    """Names and commands of what runs here; :meth:`kill` ends one as a power cut does."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="crm-inbox-engine-"))
        self.environment = {
            **os.environ,
            **environment,
            "DATABASE_URL": database_url(),
            "LEASE_S": str(LEASE_S),
            "LOG_LEVEL": "WARNING",
        }
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._commands = self._one_process() if STORE == "sqlite" else self._many_processes()

    def _one_process(self) -> dict[str, list[str]]:
        port = str(free_ports(1)[0])
        return {"serve": [sys.executable, "manage.py", "serve", "--port", port]}

    def _many_processes(self) -> dict[str, list[str]]:
        workers = {f"worker-{n}": [*_WORKER, "-n", f"worker-{n}@here"] for n in (1, 2)}
        beats = {
            f"beat-{n}": [*_CELERY, "beat", "--schedule", str(self.folder / f"beat-{n}")]
            for n in (1, 2)
        }
        return workers | beats

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

    def pause(self, name: str) -> None:
        self._running[name].send_signal(signal.SIGSTOP)

    def resume(self, name: str) -> None:
        self._running[name].send_signal(signal.SIGCONT)

    def stop(self) -> None:
        """Whatever runs ends before the tables are emptied."""
        for name in self._running:
            self.resume(name)
            self.kill(name)
        shutil.rmtree(self.folder, ignore_errors=True)

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
            time.sleep(0.05)


def database_url() -> str:
    """Of the tests' own database, for a child process."""
    name = str(connection.settings_dict["NAME"])
    return f"sqlite:///{name}" if STORE == "sqlite" else POSTGRES.url_of(name)
