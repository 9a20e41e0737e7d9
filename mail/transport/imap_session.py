"""A signed-in IMAP session: verbs that take and return core values and raise MailError."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import chain

from mail.core.endpoint import Login
from mail.core.errors import Code, MailError
from mail.core.imap.flags import Flags
from mail.core.imap.mailbox import Changes, Known, ListedMailbox, Opened, Selected
from mail.transport import imap_change, imap_changes, imap_fetch, imap_select
from mail.transport.imap_connection import ImapConnection, quoted
from mail.transport.imap_fetch import FetchedHeader
from mail.transport.imap_list import list_mailboxes
from mail.transport.imap_parts import Parts, Wanted, part_batches
from mail.transport.imap_search import search
from mail.transport.imap_sections import fetch_section
from mail.transport.imap_selection import Selection, of_one_mailbox
from mail.transport.policy import Policy
from mail.transport.second_look import LOOK_S, looked_into
from mail.transport.secret import Secret

__all__ = ["FetchedHeader", "ImapSession", "check_imap", "open_session"]

PART_LIMIT_BYTES = 1024 * 1024
MESSAGE_ID_LIMIT = 1_000

_FLAG = re.compile(r"\\?[\w$.:!&+/-]+", re.ASCII)
_APPENDUID = re.compile(rb"\[APPENDUID \d{1,10} (\d{1,10})\]", re.IGNORECASE)
NEWS = ("EXISTS", "EXPUNGE", "FETCH", "VANISHED")


@contextmanager
def open_session(
    login: Login,
    secret: Secret,
    policy: Policy,
    *,
    timeout_s: float = 30.0,
    connect_s: float = 30.0,
) -> Iterator[ImapSession]:
    """Sign in, once, and leave at the end. Raises MailError.

    *timeout_s* is for each command, *connect_s* for each step until the server has greeted.
    """
    connection = ImapConnection(login.endpoint, policy, min(connect_s, timeout_s))
    try:
        connection.wait_for(timeout_s)
        connection.sign_in(login.username, secret)
        yield ImapSession(connection)
    finally:
        connection.leave()


def check_imap(
    login: Login, secret: Secret, policy: Policy, *, timeout_s: float = 10.0
) -> tuple[str, ...]:
    """Sign in and open INBOX, all within *timeout_s*; what the server alerted to meanwhile.

    Some servers accept a login and refuse everything after it. Raises MailError, with what a
    second look at the server finds out when the connection fails (:data:`LOOK_S` more).
    """
    try:
        connection = ImapConnection(login.endpoint, policy, timeout_s, total_s=timeout_s)
    except MailError as problem:
        raise looked_into(problem, login.endpoint, policy, min(timeout_s, LOOK_S)) from None
    try:
        connection.sign_in(login.username, secret)
        if connection.offers("NAMESPACE"):
            connection.run_if_known("NAMESPACE")
        ImapSession(connection).select("INBOX")
    except MailError as problem:
        problem.alerts = connection.alerts
        raise
    finally:
        connection.leave()
    return connection.alerts


class ImapSession:
    """Uids are of the mailbox that was selected last; every deadline is the session's."""

    def __init__(self, connection: ImapConnection) -> None:
        self.connection = connection

    @property
    def traffic(self) -> tuple[int, int]:
        """Bytes (received, sent) so far, inside the encryption."""
        return self.connection.wire.bytes_in, self.connection.wire.bytes_out

    @property
    def selection(self) -> Selection | None:
        """The mailbox that is open."""
        return self.connection.selection

    def list_mailboxes(self) -> list[ListedMailbox]:
        """INBOX first, then in the server's order."""
        return list_mailboxes(self.connection)

    def select(self, name: str, readonly: bool = True) -> Selected:
        """Raises MailError(MAILBOX_MISSING) or, when it cannot be used, COMMAND_REFUSED."""
        return self.open_mailbox(name, readonly=readonly).selected

    def open_mailbox(
        self, name: str, *, readonly: bool = True, known: Known | None = None
    ) -> Opened:
        """Like :meth:`select`; what changed since *known* comes with it from those who can."""
        return imap_select.open_mailbox(self.connection, name, readonly=readonly, known=known)

    def uidvalidity_of(self, name: str) -> int:
        """Of the mailbox *name*, which is opened unless it is open. Raises as :meth:`select`."""
        if self.selection and self.selection.name == name:
            return self.selection.uidvalidity
        return self.select(name).uidvalidity

    @property
    def is_read_only(self) -> bool:
        """Whether the mailbox, selected for changes, may not be changed (RFC 9051 §7.1)."""
        return "READ-ONLY" in self.connection.wire.untagged_responses

    def uids(self, first: int = 1) -> list[int]:
        """The uids from *first* on, ascending."""
        return imap_changes.uids_from(self.connection, first)

    def changed_since(self, modseq: int, uidnext: int) -> Changes:
        """The flags below *uidnext* that changed after *modseq*, from a server with CONDSTORE."""
        return imap_changes.changed_since(self.connection, modseq, uidnext)

    def fetch_headers(self, uids: Sequence[int]) -> Iterator[FetchedHeader]:
        """Header, structure, flags, date and size of those that are there, in the order asked."""
        return chain.from_iterable(self.header_batches(uids))

    def header_batches(self, uids: Sequence[int]) -> Iterator[list[FetchedHeader]]:
        """The same in units of at most thirty-three; with one in hand the next is on its way.

        Raises AnotherMailbox, as :meth:`part_batches` does, for a unit that is asked for after
        another mailbox has been selected.
        """
        units = imap_fetch.header_batches(self.connection, uids)
        return of_one_mailbox(lambda: self.selection, units)

    def fetch_parts(
        self, uid: int, sections: Sequence[str], limit_bytes: int = PART_LIMIT_BYTES
    ) -> dict[str, bytes]:
        """Sections as transferred, each cut at *limit_bytes*; one that is not there is empty.

        Raises MailError(MAILBOX_MISSING) when the message is gone.
        """
        return {
            section: fetch_section(self.connection, uid, section, limit_bytes)
            for section in sections
        }

    def fetch_attachment(self, uid: int, section: str, limit_bytes: int) -> bytes:
        """One section, whole. Raises MailError(TOO_MUCH), or MAILBOX_MISSING when gone."""
        content = fetch_section(self.connection, uid, section, limit_bytes + 1)
        if len(content) > limit_bytes:
            raise MailError(Code.TOO_MUCH, subject=self.connection.endpoint.host)
        return content

    def fetch_parts_of_many(
        self, wanted: Wanted, limit_bytes: int = PART_LIMIT_BYTES
    ) -> Iterator[tuple[int, Parts]]:
        """Like :meth:`fetch_parts` for many messages; what is gone or refused is left out."""
        return chain.from_iterable(self.part_batches(wanted, limit_bytes))

    def part_batches(
        self,
        wanted: Wanted,
        limit_bytes: int = PART_LIMIT_BYTES,
        sizes: Mapping[int, int] | None = None,
    ) -> Iterator[list[tuple[int, Parts]]]:
        """The same in units of at most thirty-three messages and, by the *sizes* that their parts
        are said to have, of some megabytes; while one is in hand the next is on its way."""
        units = part_batches(self.connection, wanted, limit_bytes, sizes or {})
        return of_one_mailbox(lambda: self.selection, units)

    def fetch_whole(self, uid: int, limit_bytes: int) -> bytes:
        """The message as it came. Raises MailError(TOO_MUCH), or MAILBOX_MISSING when gone."""
        found = imap_fetch.fetch(self.connection, [uid], "UID RFC822.SIZE")
        if uid in found and found[uid].size_bytes > limit_bytes:
            raise MailError(Code.TOO_MUCH, subject=self.connection.endpoint.host)
        raw = fetch_section(self.connection, uid, "", limit_bytes + 1)
        if len(raw) > limit_bytes:
            raise MailError(Code.TOO_MUCH, subject=self.connection.endpoint.host)
        return raw

    def fetch_flags(self, uids: Sequence[int] | None = None) -> dict[int, Flags]:
        """The flags of *uids*, or of every message."""
        wanted, flags = self.uids() if uids is None else uids, dict[int, Flags]()
        for start in range(0, len(wanted), imap_fetch.FLAGS_BATCH):
            batch = wanted[start : start + imap_fetch.FLAGS_BATCH]
            flags |= imap_changes.fetch_flags(self.connection, batch)
        return flags

    def fetch_marks(self, uids: Sequence[int]) -> dict[int, tuple[int, datetime | None]]:
        """Size in bytes and date of arrival of those that are there."""
        return imap_changes.fetch_marks(self.connection, uids)

    def store_flags(
        self, uids: Sequence[int], *, add: Sequence[str] = (), remove: Sequence[str] = ()
    ) -> None:
        """Set and clear flags. Raises ValueError for what is not a flag."""
        _flags([*add, *remove])
        imap_change.store(self.connection, uids, add=add, remove=remove)

    def move(self, uids: Sequence[int], mailbox: str) -> None:
        """MOVE (RFC 6851), else copy and mark as deleted; see :mod:`imap_change`."""
        if self.connection.offers("MOVE"):
            imap_change.move(self.connection, uids, mailbox)
            return
        imap_change.copy(self.connection, uids, mailbox)
        imap_change.store(self.connection, uids, add=("\\Deleted",))
        imap_change.expunge(self.connection, uids)

    def append(
        self,
        mailbox: str,
        raw: bytes,
        *,
        flags: Sequence[str] = ("\\Seen",),
        internaldate: datetime | None = None,
    ) -> int | None:
        """Store *raw*; its uid, when the server tells (RFC 4315)."""
        _flags(flags)
        said = _APPENDUID.search(self.connection.store(mailbox, raw, flags, internaldate))
        return int(said[1]) if said else None

    def find_message_id(self, message_id: str) -> list[int]:
        """Uids of messages whose Message-ID is *message_id*, with or without its brackets."""
        bare = message_id.strip("<>")
        if not (bare.isascii() and bare.isprintable() and 0 < len(bare) <= MESSAGE_ID_LIMIT):
            return []
        criteria = b"HEADER Message-ID " + quoted(b"<%s>" % bare.encode())
        return search(self.connection, criteria)

    def noop(self) -> bool:
        """Whether the server had news of the selected mailbox."""
        self.connection.run("NOOP")
        return any(self.connection.told(kind) for kind in NEWS)

    def logout(self) -> None:
        """Leave before the end of the session. Raises nothing."""
        self.connection.leave()


def _flags(names: Sequence[str]) -> str:
    if not all(_FLAG.fullmatch(name) for name in names):
        raise ValueError(f"{names!r} are not flags (RFC 9051 §9)")
    return " ".join(names)
