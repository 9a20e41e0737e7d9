"""Debian's Redis on loopback, without persistence: what it forgets, the database knows."""

from __future__ import annotations

import subprocess

from tests.servers.leash import Leash, free_ports, new_directory

_HOST = "127.0.0.1"


class Redis:
    """Listens from :meth:`start` to :meth:`stop`; ``url`` is a value for CELERY_BROKER_URL."""

    def __init__(self) -> None:
        self.port = free_ports(1)[0]

    @property
    def url(self) -> str:
        return f"redis://{_HOST}:{self.port}/0"

    def start(self) -> None:
        """Begins empty. Raises RuntimeError with the server's words."""
        directory = new_directory("redis")
        command = ["redis-server", "--port", str(self.port), "--bind", _HOST, "--save", "",
                   "--appendonly", "no", "--daemonize", "no", "--dir", str(directory)]  # fmt: skip
        self._leash = Leash(command, directory)
        self._leash.wait_for([self.port])

    def stop(self) -> None:
        self._leash.release()

    def restart(self) -> None:
        self.stop()
        self.start()

    def __enter__(self) -> Redis:
        self.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self.stop()

    def command(self, *words: str) -> str:
        """What ``redis-cli`` prints for *words*, such as ``FLUSHALL``."""
        done = subprocess.run(
            ["redis-cli", "-h", _HOST, "-p", str(self.port), "--raw", *words],
            capture_output=True,
            check=True,
        )
        return done.stdout.decode(errors="replace")
