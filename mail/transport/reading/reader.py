"""Reading what came in a process of its own, while more is fetched and the last is stored.

    give(pieces) ─▶ read beside us ─▶ take()          what breaks the process is read again alone,
        └─ not started, or not there yet: read here    and given up when it breaks it again

Half of a first synchronisation is reading. And whatever a message does to its reader, work without
end or a library that falls over, it does where nothing else is lost.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from mail.core.reading.work import Answer, Piece, read
from mail.transport.reading.pipe import ReaderGone, ReadingProcess

log = logging.getLogger(__name__)

UNIT_S = 60.0
"""For the pieces of one unit, which take some hundredths of a second."""

GIVEN_UP = "the reader broke off"

Unit = TypeVar("Unit")


class Reader:
    """For one thread. Close it; :meth:`take` may be left out after :meth:`give`.

    *between* is called before each piece that is read alone, which may take long; what it raises
    goes through.
    """

    def __init__(self, between: Callable[[], None] = lambda: None) -> None:
        self._between = between
        self._process: ReadingProcess | None = None
        self._given: Sequence[Piece] = ()
        self._is_away = False

    def start(self) -> None:
        """Have a process, for many pieces. Until it is up they are read here."""
        if self._process is None:
            try:
                self._process = ReadingProcess()
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
        """An answer for each of the pieces that were given last. Raises nothing of its own."""
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
        self._between()
        try:
            return self._anew().answers_at_once(piece)
        except ReaderGone:
            return GIVEN_UP

    def _anew(self) -> ReadingProcess:
        """A process that waits for work. Raises ReaderGone when there can be none."""
        if self._process is None or self._process.is_broken:
            self.close()
            self.start()
        if self._process is None:
            raise ReaderGone
        self._process.wait_until_up()
        return self._process
