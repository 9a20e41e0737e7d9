"""The other end of the line, played: for tests that look at what we make of a server's words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import pytest

from accounts import connect
from accounts.models import EmailAccount
from mail.core.address import Address
from mail.core.endpoint import Service
from mail.core.errors import MailError
from mail.core.imap.flags import Flags
from mail.core.imap.mailbox import Changes, Known, ListedMailbox, Opened, Selected
from mail.core.imap.special_use import SpecialUse
from mail.core.mime.compose import Draft
from mail.models import Message
from mail.transport.imap_selection import Selection
from mail.transport.imap_session import FetchedHeader
from mail.transport.smtp_submission import SubmissionResult
from tests.mailboxes import NOON

DRAFT = Draft(
    from_=Address("Anna", "anna@fjord.example"),
    to=(Address("", "kari@havn.example"),),
    cc=(),
    bcc=(),
    subject="Offer",
    text="Here it is.",
)
NO_FLAGS = Flags()
INBOX = ListedMailbox("INBOX", "/", SpecialUse.INBOX, selectable=True)
SELECTED = Selected(uidvalidity=1, uidnext=9_999, exists=1, highestmodseq=77)


def record(uid: int, header: bytes = b"Subject: Offer\r\n\r\n", **fields: Any) -> FetchedHeader:
    text = (b"TEXT", b"PLAIN", (b"CHARSET", b"UTF-8"), None, None, b"7BIT", 5, 1)
    known = FetchedHeader(uid, NO_FLAGS, NOON, 100, header, text)
    return replace(known, **fields)


def as_listed(message: Message, flags: Flags = NO_FLAGS) -> FetchedHeader:
    """The server's record of a message that is here already."""
    return record(message.uid, flags=flags)


def _nothing() -> None:
    """Nothing happens meanwhile."""


@dataclass
class PlayedImap:
    """A session, as the services use it. The test changes its fields to make the server err."""

    records: Mapping[int, FetchedHeader]
    mailboxes: Sequence[ListedMailbox] = (INBOX,)
    selected: Selected = SELECTED
    search_finds: bool = True
    before_flags: Callable[[], None] = _nothing
    refuses: Mapping[str, MailError] = field(default_factory=dict)
    hosts: list[str] = field(default_factory=list)
    stored: list[tuple[int, ...]] = field(default_factory=list)
    appended: list[bytes] = field(default_factory=list)
    in_sent: set[str] = field(default_factory=set)
    traffic: tuple[int, int] = (0, 0)
    is_read_only: bool = False
    selection: Selection | None = None

    def list_mailboxes(self) -> Sequence[ListedMailbox]:
        return self.mailboxes

    def select(self, name: str, readonly: bool = True) -> Selected:
        return self.selected

    def uidvalidity_of(self, name: str) -> int:
        return self.select(name).uidvalidity

    def open_mailbox(self, name: str, known: Known | None = None) -> Opened:
        return Opened(self.select(name))

    def uids(self, first: int = 1) -> list[int]:
        return sorted(uid for uid in self.records if uid >= first) if self.search_finds else []

    def changed_since(self, _modseq: int, uidnext: int) -> Changes:
        return Changes(self.fetch_flags([uid for uid in self.records if uid < uidnext]))

    def fetch_headers(self, uids: Sequence[int]) -> list[FetchedHeader]:
        return [self.records[uid] for uid in uids]

    def header_batches(self, uids: Sequence[int]) -> Iterator[list[FetchedHeader]]:
        for start in range(0, len(uids), 50):
            yield self.fetch_headers(uids[start : start + 50])

    def fetch_flags(self, uids: Sequence[int]) -> dict[int, Flags]:
        flags = {uid: self.records[uid].flags for uid in uids}
        self.before_flags()
        return flags

    def fetch_marks(self, uids: Sequence[int]) -> dict[int, tuple[int, datetime]]:
        there = {uid: self.records[uid] for uid in uids if uid in self.records}
        return {uid: (one.size_bytes, one.internaldate) for uid, one in there.items()}

    def fetch_parts_of_many(
        self, wanted: Mapping[int, Sequence[str]], limit_bytes: int
    ) -> list[tuple[int, dict[str, bytes]]]:
        return [(uid, dict.fromkeys(sections, b"Hello")) for uid, sections in wanted.items()]

    def store_flags(self, uids: Sequence[int], **_flags: Sequence[str]) -> None:
        self.stored.append(tuple(uids))

    def find_message_id(self, message_id: str) -> list[int]:
        return [1] if message_id in self.in_sent else []

    def append(self, _mailbox: str, raw: bytes, flags: Sequence[str]) -> None:
        for words, problem in self.refuses.items():
            if words.encode() in raw:
                raise problem
        self.appended.append(raw)


def play_imap(monkeypatch: pytest.MonkeyPatch, *records: FetchedHeader) -> PlayedImap:
    """What every sign-in to IMAP reaches from now on; it notes the host that was asked."""
    server = PlayedImap({one.uid: one for one in records})

    @contextmanager
    def session(account: EmailAccount, *_: object, **__: object) -> Iterator[PlayedImap]:
        server.hosts.append(account.login(Service.IMAP).endpoint.host)
        yield server

    monkeypatch.setattr(connect, "imap_session", session)
    return server


def play_smtp(
    monkeypatch: pytest.MonkeyPatch, reply: Callable[[bytes, Callable[[], None]], None]
) -> list[bytes]:
    """*reply* is called with the bytes and what notes that DATA begins, and raises what the server
    refuses. Returns what was handed over, refused or not."""
    handed_over: list[bytes] = []

    def submit(
        _account: EmailAccount,
        *,
        recipients: Sequence[str],
        raw: bytes,
        on_data: Callable[[], None],
    ) -> SubmissionResult:
        handed_over.append(raw)
        reply(raw, on_data)
        return SubmissionResult(())

    monkeypatch.setattr(connect, "submit_message", submit)
    return handed_over


def takes(_raw: bytes, on_data: Callable[[], None]) -> None:
    """A server that takes everything."""
    on_data()
