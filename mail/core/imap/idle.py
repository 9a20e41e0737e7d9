"""One connection that waits for news: what a line, or a moment that passed, makes us do.

Connecting, signing in and opening the mailbox happened elsewhere. Where the server has IDLE
(RFC 2177):

    begin ─▶ ASKED ──"+"──▶ IDLING ──time is up: DONE──▶ ENDING ──"tag OK": IDLE──▶ ASKED
               │               └─ "tag OK", unasked but not at once: IDLE ──────────▶ ASKED
               └─ "tag NO" or "tag BAD": it has no IDLE after all ─▶ RESTING

and where it has none:

    begin ─▶ RESTING ──time is up: NOOP──▶ POLLING ──"tag OK"──▶ RESTING

Everywhere: EXISTS, EXPUNGE, VANISHED and FETCH are news. A BYE, a refusal of anything else, and
silence where an answer is due are a problem, after which the connection is closed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto

from mail.core.errors import Code, MailError
from mail.core.imap.server_text import server_text

ANSWER_S = 30.0
"""For the answer to a command."""

POLL_S = 30.0
"""Between two questions where the server has no IDLE."""

SHORTEST_IDLE_S = 30.0
"""A server that ends an IDLE by itself sooner would have us going round in circles."""

_NEWS = re.compile(rb"\* (?:\d+ (?:EXISTS|EXPUNGE|FETCH)|VANISHED)\b", re.IGNORECASE)
_BYE = re.compile(rb"\* BYE\b", re.IGNORECASE)


class Phase(Enum):
    ASKED = auto()
    IDLING = auto()
    ENDING = auto()
    RESTING = auto()
    POLLING = auto()


_WAITS_FOR_AN_ANSWER = frozenset({Phase.ASKED, Phase.ENDING, Phase.POLLING})


@dataclass(frozen=True, slots=True)
class Step:
    """What to do now: send these bytes, say that there is news, or give up for this reason."""

    send: bytes = b""
    news: bool = False
    problem: MailError | None = None


NOTHING = Step()
_NEWS_ONLY = Step(news=True)


class Idle:
    """*prefix* begins every tag: letters that the server could not know before. *again_s*: how
    long one IDLE lasts. Moments are of a monotonic clock, in seconds."""

    __slots__ = ("_again_s", "_idles", "_number", "_poll_s", "_prefix", "due_at", "phase", "since")

    def __init__(
        self, prefix: bytes, *, idles: bool, again_s: float, poll_s: float = POLL_S
    ) -> None:
        self._prefix, self._number = prefix, 0
        self._idles, self._again_s, self._poll_s = idles, again_s, poll_s
        self.phase = Phase.RESTING
        self.since = self.due_at = 0.0  # when the phase began, and when `late` is to be called

    def begin(self, now: float) -> Step:
        return self._ask(now) if self._idles else self._enter(Phase.RESTING, now)

    def line(self, line: bytes, now: float) -> Step:
        """*line* is one of the server's, or the head of a long one, without its CRLF."""
        if line.startswith(b"* "):
            return self._told(line)
        if line.startswith(b"+"):
            is_awaited = self.phase is Phase.ASKED
            return self._enter(Phase.IDLING, now) if is_awaited else NOTHING
        tag, _, answer = line.partition(b" ")
        return self._answered(answer, now) if tag == self._tag() else NOTHING

    def late(self, now: float) -> Step:
        """The moment ``due_at`` has come."""
        if self.phase in _WAITS_FOR_AN_ANSWER:
            return Step(problem=MailError(Code.TIMEOUT))
        if self.phase is Phase.IDLING:
            return self._enter(Phase.ENDING, now, send=b"DONE\r\n")
        return self._enter(Phase.POLLING, now, send=self._command(b"NOOP"))

    def goodbye(self) -> bytes:
        """What a polite client says before it hangs up; nobody waits for the answer."""
        done = b"DONE\r\n" if self.phase in {Phase.ASKED, Phase.IDLING} else b""
        return done + self._command(b"LOGOUT")

    def _told(self, line: bytes) -> Step:
        if _NEWS.match(line):
            return _NEWS_ONLY
        if _BYE.match(line):
            return Step(problem=MailError(Code.DROPPED, server_text(line)))
        return NOTHING

    def _answered(self, answer: bytes, now: float) -> Step:
        is_ok = answer[:2].upper() == b"OK"
        if self.phase is Phase.POLLING and is_ok:
            return self._enter(Phase.RESTING, now)
        if self.phase is Phase.ASKED and not is_ok:
            return self._enter(Phase.RESTING, now)
        ended_in_time = self.phase is Phase.IDLING and now - self.since >= SHORTEST_IDLE_S
        if is_ok and (self.phase is Phase.ENDING or ended_in_time):
            return self._ask(now)
        return Step(problem=MailError(Code.PROTOCOL, server_text(answer)))

    def _ask(self, now: float) -> Step:
        return self._enter(Phase.ASKED, now, send=self._command(b"IDLE"))

    def _enter(self, phase: Phase, now: float, *, send: bytes = b"") -> Step:
        waits = {Phase.IDLING: self._again_s, Phase.RESTING: self._poll_s}
        self.phase, self.since = phase, now
        self.due_at = now + waits.get(phase, ANSWER_S)
        return Step(send=send) if send else NOTHING

    def _command(self, name: bytes) -> bytes:
        self._number += 1
        return b"%s %s\r\n" % (self._tag(), name)

    def _tag(self) -> bytes:
        return b"%s%d" % (self._prefix, self._number)
