"""A whole installation for the browser tests: ``manage.py serve`` in a process of its own."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
START_S = 30.0
PASSWORD = "a long enough password"


class Installation:
    """An empty database, a free port and *environment*, which names the test servers and perhaps
    another empty database than a file of our own."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="crm-inbox-"))
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = {
            **os.environ,
            "DATABASE_URL": f"sqlite:///{self.folder}/crm.sqlite3",
            "CELERY_BROKER_URL": "memory://",
            "LEASE_S": "3",
            **environment,
        }
        self.process: subprocess.Popen[bytes] | None = None
        self.manage("migrate", "--noinput", "--verbosity", "0")

    @property
    def log(self) -> str:
        path = self.folder / "serve.log"
        return path.read_text(errors="replace") if path.exists() else ""

    def manage(
        self, *arguments: str, stdin: str = "", check: bool = True, timeout_s: float = 120
    ) -> str:
        """Run a command beside the server; its standard output."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            input=stdin,
            capture_output=True,
            text=True,
            timeout=timeout_s,
        )
        if check and done.returncode:
            raise AssertionError(f"{arguments}: {done.stdout}{done.stderr}")
        return done.stdout

    def add_user(self, name: str, address: str, language: str = "en") -> None:
        self.manage(
            "user", "add", name, "--email", address, "--language", language, "--password-stdin",
            stdin=PASSWORD,
        )  # fmt: skip

    def start(self) -> None:
        with (self.folder / "serve.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "serve", "--port", str(self.port)],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
            )
        ends_at = time.monotonic() + START_S
        while time.monotonic() < ends_at:
            if self.process.poll() is not None:
                raise AssertionError(f"serve ended: {self.log}")
            if self.answers():
                return
            time.sleep(0.1)
        raise AssertionError(f"serve does not answer: {self.log}")

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def stop(self) -> int:
        """End it as Ctrl-C does; its exit status."""
        assert self.process is not None
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=10)

    def kill(self) -> None:
        """End it as a power cut does."""
        assert self.process is not None
        self.process.kill()
        self.process.wait(timeout=10)

    def remove(self) -> None:
        """Whatever a test left running or on the disk."""
        if self.process and self.process.poll() is None:
            self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
