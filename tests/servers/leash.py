"""A server on a leash: it cannot outlive the process that started it.

A small shell starts the server and then reads a pipe that only the starter holds. When the pipe
closes, because :meth:`Leash.release` closed it or because the starter died in whatever way, the
shell stops the server, kills what is left of its session and removes its directory.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path

HOST = "127.0.0.2"
"""Where clients find the servers. They listen on 127.0.0.1 too, but Dovecot takes a client with
the server's own address for one that needs no encryption; Linux connects from 127.0.0.1."""

START_TIMEOUT_S = 15.0
STOP_TIMEOUT_S = 600.0
"""Removing the directory is part of it, and a bench leaves mailboxes of 50,000 files."""

# The server leads a session of its own, so that Ctrl-C in the terminal does not reach it and so
# that all its children can be killed together. Half a second of grace, then they are killed.
_SCRIPT = """
directory=$1; shift
setsid "$@" </dev/null >>"$directory/output" 2>&1 &
server=$!
read -r word
[ "$word" = forget ] && exit
kill -TERM "-$server"
( sleep 0.5; kill -KILL "-$server" ) >/dev/null 2>&1 &
grace=$!
wait "$server"
kill "$grace"
kill -KILL "-$server"
rm -rf -- "$directory"
"""


class Leash:
    """Runs *command*, which must stay in the foreground and stop on SIGTERM."""

    def __init__(self, command: Sequence[str], directory: Path) -> None:
        self._directory = directory
        self._process = subprocess.Popen(
            ["/bin/sh", "-c", _SCRIPT, "leash", str(directory), *command],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def release(self) -> None:
        """Stop the server and remove its directory. May be called twice."""
        if self._process.stdin:
            self._process.stdin.close()
        self._process.wait(STOP_TIMEOUT_S)

    def forget(self) -> None:
        """The server has ended by itself; its directory stays, for the next one."""
        assert self._process.stdin
        self._process.stdin.write(b"forget\n")
        self.release()

    def wait_for(self, ports: Iterable[int]) -> None:
        """Return when every port accepts connections.

        Raises RuntimeError with what the server printed when that takes longer than
        :data:`START_TIMEOUT_S`; the server is stopped then.
        """
        deadline = time.monotonic() + START_TIMEOUT_S
        for port in ports:
            while not _is_open(port):
                if time.monotonic() > deadline:
                    said = (self._directory / "output").read_text(errors="replace")
                    self.release()
                    raise RuntimeError(f"The server does not listen on port {port}: {said}")
                time.sleep(0.01)


def new_directory(purpose: str) -> Path:
    """A directory that every user may enter, as the servers' own users must."""
    directory = Path(tempfile.mkdtemp(prefix=f"crm-inbox-{purpose}-", dir="/tmp"))
    directory.chmod(0o755)
    return directory


def remove_directory(directory: Path) -> None:
    shutil.rmtree(directory, ignore_errors=True)


def free_ports(count: int) -> list[int]:
    """Ports that nobody listens on, all different."""
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for sock in sockets:
            sock.bind(("0.0.0.0", 0))
        return [int(sock.getsockname()[1]) for sock in sockets]


def is_root() -> bool:
    return os.geteuid() == 0


def _is_open(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True
