"""Lines out of what a server sends while nobody asked it anything, with limits.

Only the head of a line says what it is; the rest is counted and let go, so that a connection which
waits costs a few hundred bytes whatever the server sends. A literal is read as lines, which does no
harm: nothing is taken from a line but that something happened.
"""

from __future__ import annotations

from collections.abc import Iterator

from mail.core.errors import Code, MailError

HEAD_LIMIT = 512
"""Bytes of a line that are kept. The words of a BYE are cut shorter anyway."""

LINE_LIMIT = 1024 * 1024
"""Bytes of a line: VANISHED may name every other message of the largest mailbox."""

SPAN_S = 60.0
SPAN_LIMIT = 8 * 1024 * 1024
"""Bytes in a span: the flags of 100,000 messages changed at once are less."""


class Inflow:
    """*now* is of a monotonic clock, in seconds."""

    __slots__ = ("_head", "_in_span", "_line_bytes", "_span_ends_at")

    def __init__(self) -> None:
        self._head = b""
        self._line_bytes = self._in_span = 0
        self._span_ends_at = 0.0

    def lines(self, data: bytes, now: float) -> Iterator[bytes]:
        """The heads of the lines that *data* completes, without CRLF.

        Raises MailError(TOO_MUCH).
        """
        self._count(len(data), now)
        *whole, rest = data.split(b"\n")
        for piece in whole:
            self._add(piece)
            head, self._head, self._line_bytes = self._head, b"", 0
            yield head.removesuffix(b"\r")
        self._add(rest)

    def _add(self, piece: bytes) -> None:
        self._line_bytes += len(piece)
        if self._line_bytes > LINE_LIMIT:
            raise MailError(Code.TOO_MUCH)
        self._head += piece[: HEAD_LIMIT - len(self._head)]

    def _count(self, size_bytes: int, now: float) -> None:
        if now >= self._span_ends_at:
            self._span_ends_at, self._in_span = now + SPAN_S, 0
        self._in_span += size_bytes
        if self._in_span > SPAN_LIMIT:
            raise MailError(Code.TOO_MUCH)
