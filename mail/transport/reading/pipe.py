"""The process that reads, from the side of the worker: one talk, a question and its answers."""

from __future__ import annotations

import fcntl
import os
import select
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from mail.core.reading.work import Answer, Piece
from mail.transport.reading.frames import LENGTH_BYTES, frame, parsed

START_S = 20.0
ALONE_S = 10.0

_ROOT = Path(__file__).resolve().parent.parent.parent.parent
_CHUNK = 1024 * 1024


class ReaderGone(Exception):
    """The process ended, or did not answer in time."""


class ReadingProcess:
    """One process, its two pipes, and how far the talk has come. Raises OSError at the start."""

    def __init__(self) -> None:
        self._popen = subprocess.Popen(
            [sys.executable, "-m", "mail.transport.reading"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=_ROOT,
            env={"PATH": os.environ.get("PATH", ""), "PYTHONPATH": str(_ROOT)},
            start_new_session=True,  # Ctrl-C is for us; it ends when its pipe does
        )
        assert self._popen.stdin and self._popen.stdout
        self._in, self._out = self._popen.stdin.fileno(), self._popen.stdout.fileno()
        for pipe in (self._in, self._out):
            with suppress(OSError):  # a unit at a time, where the system allows it
                fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _CHUNK)
        self._poll = select.poll()
        self._poll.register(self._out, select.POLLIN)
        self._greeted = self.is_broken = False

    def is_up(self) -> bool:
        if not self._greeted and not self.is_broken and self._poll.poll(0):
            with suppress(ReaderGone):
                self._greeted = self._receive(START_S) is True
        return self._greeted and not self.is_broken

    def wait_until_up(self) -> None:
        if not self._greeted:
            self._greeted = self._receive(START_S) is True

    def ask(self, pieces: Sequence[Piece]) -> bool:
        """Whether they could be sent. The process waits for them, and reads as we write."""
        try:
            rest = memoryview(frame(pieces))
        except ValueError:  # no plain values
            return False
        try:
            while rest:
                rest = rest[os.write(self._in, rest) :]
        except OSError:
            self.end()
            return False
        return True

    def answers(self, count: int, timeout_s: float) -> list[Answer]:
        found = self._receive(timeout_s)
        if not isinstance(found, list) or len(found) != count:
            self.end()
            raise ReaderGone
        return found

    def answers_at_once(self, piece: Piece) -> Answer:
        if not self.ask([piece]):
            raise ReaderGone
        return self.answers(1, ALONE_S)[0]

    def end(self) -> None:
        self.is_broken = True
        self._popen.kill()
        for pipe in (self._popen.stdin, self._popen.stdout):
            if pipe is not None:
                pipe.close()
        self._popen.wait()

    def _receive(self, timeout_s: float) -> Any:
        ends_at = time.monotonic() + timeout_s
        size_bytes = int.from_bytes(self._octets(LENGTH_BYTES, ends_at))
        return parsed(self._octets(size_bytes, ends_at))

    def _octets(self, size_bytes: int, ends_at: float) -> bytes:
        octets = bytearray()
        while len(octets) < size_bytes:
            left_s = ends_at - time.monotonic()
            is_there = left_s > 0 and self._poll.poll(left_s * 1000)
            chunk = os.read(self._out, min(size_bytes - len(octets), _CHUNK)) if is_there else b""
            if not chunk:
                self.end()
                raise ReaderGone
            octets += chunk
        return bytes(octets)
