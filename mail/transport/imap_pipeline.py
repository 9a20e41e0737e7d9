"""FETCHes on their way: the next one is sent before the answer to the first is read.

    ask ──▶ on its way ──▶ answered ──▶ answer()
                  └── abandon() ──▶ read and thrown away before the next command

A server answers in order, and its records are given to the oldest FETCH that asked for that
message. Whatever other command comes in between first reads to the end what is on its way
(RFC 9051 §5.5 allows several FETCHes at once, and nothing that would change what they mean).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NoReturn

from mail.core.errors import Code, MailError
from mail.core.imap.fetch_record import FetchRecord, is_fetch, joined, read_response
from mail.core.imap.response import Piece, Unreadable
from mail.core.imap.scanner import Scanner
from mail.transport.imap_problems import CommandRefused, as_mail_errors

if TYPE_CHECKING:
    from mail.transport.imap_wire import Wire

_STATUS = ("OK", "NO", "BAD", "BYE")

Records = dict[int, FetchRecord]


@dataclass(slots=True)
class Asked:
    """One FETCH of *uids*, and what has come of it. An answer may take *budget_bytes*."""

    tag: bytes
    uids: Collection[int]
    budget_bytes: int
    told: dict[int, list[FetchRecord]] = field(default_factory=dict)
    status: str = ""
    said: bytes = b""
    wanted: bool = True

    def keep(self, record: FetchRecord) -> None:
        self.told.setdefault(record.uid, []).append(record)


class Pipeline:
    """What is on its way over *wire*, whose other commands wait for it."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._scanner = Scanner()
        self._on_their_way: deque[Asked] = deque()
        self._unsent = b""
        wire.settle = self.settle

    def ask(self, uids: Collection[int], sequence_set: str, items: str, budget_bytes: int) -> Asked:
        """A UID FETCH, which goes out together with its neighbours before anything is read."""
        tag: bytes = self._wire._new_tag()
        asked = Asked(tag, uids, budget_bytes)
        self._unsent += b"%s UID FETCH %s (%s)\r\n" % (tag, sequence_set.encode(), items.encode())
        self._on_their_way.append(asked)
        return asked

    def answer(self, asked: Asked) -> Records:
        """The records of those uids that are there; what comes in two is put together.

        The record 0, when there is one, stands for unreadable ones whose uid cannot be told.
        Raises MailError.
        """
        with as_mail_errors(self._wire.host):
            self._wait_for(asked)
            if asked.status != "OK":
                raise CommandRefused(asked.said, asked.status)
        return {uid: joined(records) for uid, records in asked.told.items()}

    def abandon(self, asked: Sequence[Asked]) -> None:
        """Nobody wants the answers to these any more."""
        for one in asked:
            one.wanted = False
            one.told = {}

    def settle(self) -> None:
        """Read what is on its way. Raises MailError when the connection does not bear it."""
        if self._wire.is_broken:
            self._on_their_way.clear()
        while self._on_their_way:
            self._wait_for(self._on_their_way[0])

    def _wait_for(self, asked: Asked) -> None:
        """Time counts only while we wait, however long ago the command was sent."""
        self._wire._allow(self._wire.timeout_s, asked.budget_bytes)
        if self._unsent:
            unsent, self._unsent = self._unsent, b""
            self._wire.send(unsent)
        while not asked.status:
            self._read_on()

    def _read_on(self) -> None:
        """What has come, or else what comes next."""
        if self._scanner.awaited:
            self._scanner.give(self._wire.read(self._scanner.awaited))
        elif not self._take_unread():
            try:
                self._wire._receive_more()
            except MailError:
                if goodbye := self._wire.untagged_responses.get("BYE"):
                    raise CommandRefused(goodbye[-1], "BYE") from None
                raise

    def _take_unread(self) -> bool:
        """Whether anything was complete."""
        try:
            for response in self._scanner.scan(self._wire.unread()):
                self._take(response)
                if not self._on_their_way:  # what follows is for whoever asks next
                    break
        except Unreadable as problem:
            self._give_up(str(problem))
        self._wire.skip(self._scanner.consumed)
        return self._scanner.consumed > 0

    def _take(self, response: list[Piece]) -> None:
        self._wire.count_line()
        if is_fetch(response):
            self._keep(read_response(response))
            return
        head = response[0] if isinstance(response[0], bytes) else response[0][0]
        word, _, rest = head.partition(b" ")
        status, _, said = rest.partition(b" ")
        kind = status.decode("ascii", "replace").upper()
        if word != b"*":
            self._finish(word, kind, said)
        elif kind == "BYE":
            self._wire._append_untagged(kind, said)
        elif kind in _STATUS:
            self._wire._note_alert(said)

    def _keep(self, record: FetchRecord) -> None:
        """A record without a uid may be of any of them; one that nobody asked for is let go, and
        so is what was asked for by somebody who is no longer there."""
        unknown = not record.uid and not record.readable
        for asked in self._on_their_way:
            if unknown or record.uid in asked.uids:
                if asked.wanted:
                    asked.keep(record)
                if not unknown:
                    return

    def _finish(self, tag: bytes, status: str, said: bytes) -> None:
        for asked in self._on_their_way:
            if asked.tag == tag and status in _STATUS:
                asked.status, asked.said = status, said
                self._on_their_way.remove(asked)
                self._wire.tagged_commands.pop(tag, None)
                self._wire._note_alert(said)
                return
        self._give_up(f"unexpected {tag!r}")

    def _give_up(self, what: str) -> NoReturn:
        self._wire._fail(MailError(Code.PROTOCOL, what, subject=self._wire.host))
