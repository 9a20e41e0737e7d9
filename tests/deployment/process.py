"""One service of docker-compose.yml, run on this machine instead of in a container."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

from tests.servers.leash import Leash, new_directory

MARK = "CRM_INBOX_TEST_SERVICE"
"""In the environment of a service and of everything that it starts, wherever that ends up."""


class Process:
    def __init__(self, name: str, command: str, environment: Mapping[str, str], cwd: Path) -> None:
        self._directory = new_directory(name)
        self._mark = f"{MARK}={self._directory}"
        self._environment, self._cwd = dict(environment), cwd
        variables = [self._mark, *(f"{name}={value}" for name, value in environment.items())]
        note_pid = ["sh", "-c", 'echo $$ >"$0"; exec "$@"', str(self._directory / "pid")]
        self._leash = Leash(
            ["env", "-i", "-C", str(cwd), *variables, *note_pid, *shlex.split(command)],
            self._directory,
        )

    def check(self, command: str) -> subprocess.CompletedProcess[str]:
        """Runs a health check as Docker does: in the environment of the service."""
        return subprocess.run(
            shlex.split(command),
            cwd=self._cwd,
            env=self._environment,
            capture_output=True,
            text=True,
            timeout=10,
            check=False,
        )

    def terminate(self, within_s: float) -> float:
        """SIGTERM to the first process, as ``docker stop`` sends; how long all of it took to end.

        Raises AssertionError with what is left of it after *within_s*.
        """
        started = time.monotonic()
        os.kill(int((self._directory / "pid").read_text()), signal.SIGTERM)
        while left := self._living():
            assert time.monotonic() - started < within_s, f"still there: {left}"
            time.sleep(0.02)
        return time.monotonic() - started

    @property
    def output(self) -> str:
        return (self._directory / "output").read_text(errors="replace")

    def remove(self) -> None:
        self._leash.release()

    def _living(self) -> list[int]:
        """All processes with our mark; one that ended and waits to be collected has none."""
        mark = self._mark.encode()
        return [
            int(path.parent.name)
            for path in Path("/proc").glob("[0-9]*/environ")
            if mark in _read(path).split(b"\0")
        ]


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""
