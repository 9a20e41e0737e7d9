"""Debian's PostgreSQL on loopback: an empty cluster in a directory of its own."""

from __future__ import annotations

import os
import pwd
import subprocess
import time
from pathlib import Path

from tests.servers.leash import START_TIMEOUT_S, Leash, free_ports, is_root, new_directory

_HOST = "127.0.0.1"

# Durability is the operating system's business here: a killed server keeps what it wrote, only a
# power cut would lose it, and no test cuts the power.
_SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "listen_addresses": _HOST,
    "max_connections": "200",
    "shared_buffers": "128MB",
    "log_min_messages": "warning",
}


class Postgres:
    """Listens from :meth:`start` to :meth:`stop`; ``url`` is a value for DATABASE_URL.

    :meth:`restart` ends it as a crash does, with all connections, and starts it on the same data.
    Raises RuntimeError with the server's words when it does not start.
    """

    def __init__(self) -> None:
        self.port = free_ports(1)[0]
        # initdb and the server refuse root; the package brings a user for them.

    @property
    def url(self) -> str:
        return self.url_of("crm")

    def url_of(self, database: str) -> str:
        return f"postgres://crm@{_HOST}:{self.port}/{database}"

    def start(self) -> None:
        self._directory = new_directory("postgres")
        self._data = self._directory / "data"
        self._owner = pwd.getpwnam("postgres") if is_root() else pwd.getpwuid(os.geteuid())
        if is_root():
            os.chown(self._directory, self._owner.pw_uid, self._owner.pw_gid)
        self._run("initdb", "-D", str(self._data), "-U", "crm", "-A", "trust", "--no-sync",
                  "--encoding=UTF8", "--locale=C.UTF-8")  # fmt: skip
        self._launch()
        self.create_database("crm")

    def create_database(self, name: str) -> None:
        self._run("createdb", "-h", _HOST, "-p", str(self.port), "-U", "crm", name)

    def restart(self) -> None:
        """As after a crash: connections break, and nothing that was committed is missing."""
        self._run("pg_ctl", "-D", str(self._data), "-m", "immediate", "-w", "stop")
        self._leash.forget()
        self._launch()

    def stop(self) -> None:
        self._leash.release()

    def __enter__(self) -> Postgres:
        self.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self.stop()

    def _launch(self) -> None:
        options = [part for pair in _SETTINGS.items() for part in ("-c", "=".join(pair))]
        command = [str(_program("postgres")), "-D", str(self._data), "-p", str(self.port),
                   "-k", str(self._directory), *options]  # fmt: skip
        self._leash = Leash([*self._as_owner(), *command], self._directory)
        self._leash.wait_for([self.port])
        self._wait_until_ready()

    def _wait_until_ready(self) -> None:
        """The port answers before recovery after a crash is over."""
        deadline = time.monotonic() + START_TIMEOUT_S
        while True:
            try:
                return self._run("pg_isready", "-h", _HOST, "-p", str(self.port))
            except RuntimeError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [*self._as_owner(), str(_program(program)), *arguments],
            cwd=self._directory,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{program} failed: {done.stdout}{done.stderr}")

    def _as_owner(self) -> list[str]:
        return ["setpriv", "--reuid", self._owner.pw_name, "--regid", str(self._owner.pw_gid),
                "--clear-groups", "--"] if is_root() else []  # fmt: skip


def _program(name: str) -> Path:
    """The newest of the installed versions; Debian keeps each apart."""
    versions = Path("/usr/lib/postgresql").glob(f"*/bin/{name}")
    return max(versions, key=lambda path: int(path.parts[-3]))
