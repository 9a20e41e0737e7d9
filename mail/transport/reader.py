"""Reading what came in a process of its own, while more is fetched and the last is stored.

    give(pieces) ─▶ read beside us ─▶ take()          what breaks the process is read again alone,
        └─ not started, or not there yet: read here    and given up when it breaks it again

Half of a first synchronisation is reading. And whatever a message does to its reader, work without
end or a library that falls over, it does where nothing else is lost.
"""

from __future__ import annotations

import fcntl
import logging
import os
import select
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from mail.core.reading.work import Answer, Piece, read
from mail.transport.reader_frames import LENGTH_BYTES, frame, parsed

log = logging.getLogger(__name__)

START_S = 20.0
UNIT_S = 60.0
"""For the pieces of one unit, which take some hundredths of a second."""

ALONE_S = 10.0
GIVEN_UP = "the reader broke off"

_ROOT = Path(__file__).resolve().parent.parent.parent
_CHUNK = 1024 * 1024

Unit = TypeVar("Unit")


class ReaderGone(Exception):
    """The process ended, or did not answer in time."""


class Reader:
    """For one thread. Close it; :meth:`take` may be left out after :meth:`give`."""

    def __init__(self) -> None:
        self._process: _Process | None = None
        self._given: Sequence[Piece] = ()
        self._is_away = False

    def start(self) -> None:
        """Have a process, for many pieces. Until it is up they are read here."""
        if self._process is None:
            try:
                self._process = _Process()
            except OSError:
                log.warning("no process for reading; messages are read here")

    def close(self) -> None:
        if self._process is not None:
            self._process.end()
        self._process, self._is_away = None, False

    def in_turn(
        self, units: Iterable[Unit], pieces_of: Callable[[Unit], Sequence[Piece]]
    ) -> Iterator[tuple[Unit, list[Answer]]]:
        """Each unit with its answers, while the one behind it is read."""
        before: list[Unit] = []
        for unit in units:
            answers = self.take() if before else []
            self.give(pieces_of(unit))
            if before:
                yield before.pop(), answers
            before.append(unit)
        if before:
            yield before.pop(), self.take()

    def give(self, pieces: Sequence[Piece]) -> None:
        """Let *pieces* be read; what was given before and not taken is forgotten."""
        if self._is_away:
            self.take()
        self._given = pieces
        if self._process is not None and self._process.is_up():
            self._is_away = self._process.ask(pieces)

    def take(self) -> list[Answer]:
        """An answer for each of the pieces that were given last. Raises nothing."""
        given, self._given = self._given, ()
        if not self._is_away or self._process is None:
            return [read(piece) for piece in given]
        self._is_away = False
        try:
            return self._process.answers(len(given), UNIT_S)
        except ReaderGone:
            log.warning("the reading process broke off pieces=%s", len(given))
            return [self._alone(piece) for piece in given]

    def _alone(self, piece: Piece) -> Answer:
        try:
            return self._anew().answers_at_once(piece)
        except ReaderGone:
            return GIVEN_UP

    def _anew(self) -> _Process:
        """A process that waits for work. Raises ReaderGone when there can be none."""
        if self._process is None or self._process.is_broken:
            self.close()
            self.start()
        if self._process is None:
            raise ReaderGone
        self._process.wait_until_up()
        return self._process


class _Process:
    """One process, its two pipes, and how far the talk has come. Raises OSError at the start."""

    def __init__(self) -> None:
        self._popen = subprocess.Popen(
            [sys.executable, "-m", "mail.transport.reading_process"],
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
