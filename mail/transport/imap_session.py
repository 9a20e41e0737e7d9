"""A signed-in IMAP session: verbs that take and return core values and raise MailError."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime

from mail.core.endpoint import Login
from mail.core.errors import Code, MailError
from mail.core.imap.fetch_record import UID_LIMIT
from mail.core.imap.flags import Flags
from mail.core.imap.mailbox import ListedMailbox, Selected
from mail.core.imap.ranges import sequence_sets
from mail.transport import imap_fetch
from mail.transport.imap_connection import ImapConnection, mailbox_argument, quoted
from mail.transport.imap_fetch import FetchedHeader
from mail.transport.imap_list import list_mailboxes
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

    def list_mailboxes(self) -> list[ListedMailbox]:
        """INBOX first, then in the server's order."""
        return list_mailboxes(self.connection)

    def select(self, name: str, readonly: bool = True) -> Selected:
        """Raises MailError(MAILBOX_MISSING) or, when it cannot be used, COMMAND_REFUSED."""
        # Dovecot tells HIGHESTMODSEQ only to those who ask (RFC 7162 §3.1.8).
        asked = ["(CONDSTORE)"] if self.connection.offers("CONDSTORE") else []
        command = "EXAMINE" if readonly else "SELECT"
        self.connection.run(command, mailbox_argument(name), *asked)
        self.connection.wire.state = "SELECTED"
        uidvalidity = self._number("UIDVALIDITY")
        if not uidvalidity:
            # Without it a uid means nothing (RFC 9051 §2.3.1.1).
            raise MailError(Code.COMMAND_REFUSED, "no UIDVALIDITY", subject=name)
        return Selected(
            uidvalidity=uidvalidity,
            uidnext=self._number("UIDNEXT"),
            exists=self._number("EXISTS"),
            highestmodseq=self._number("HIGHESTMODSEQ") or None,
        )

    def uids(self, first: int = 1) -> list[int]:
        """The uids from *first* on, ascending."""
        # "9:*" names the last message even when its uid is below 9.
        return [uid for uid in self._search(f"UID {first}:*") if uid >= first]

    def fetch_headers(self, uids: Sequence[int]) -> Iterator[FetchedHeader]:
        """Header, structure, flags, date and size of those that are there, in the order asked."""
        return imap_fetch.fetch_headers(self.connection, uids)

    def fetch_parts(
        self, uid: int, sections: Sequence[str], limit_bytes: int = PART_LIMIT_BYTES
    ) -> dict[str, bytes]:
        """Sections as transferred, each cut at *limit_bytes*; one that is not there is empty.

        Raises MailError(MAILBOX_MISSING) when the message is gone.
        """
        return {
            section: imap_fetch.fetch_section(self.connection, uid, section, limit_bytes)
            for section in sections
        }

    def fetch_attachment(self, uid: int, section: str, limit_bytes: int) -> bytes:
        """One section, whole. Raises MailError(TOO_MUCH), or MAILBOX_MISSING when gone."""
        content = imap_fetch.fetch_section(self.connection, uid, section, limit_bytes + 1)
        if len(content) > limit_bytes:
            raise MailError(Code.TOO_MUCH, subject=self.connection.endpoint.host)
        return content

    def fetch_parts_of_many(
        self, sections_by_uid: Mapping[int, tuple[str, ...]], limit_bytes: int = PART_LIMIT_BYTES
    ) -> Iterator[tuple[int, dict[str, bytes]]]:
        """Like :meth:`fetch_parts` for many messages; one FETCH serves equal lists of sections.

        What is gone or refused is left out.
        """
        return imap_fetch.fetch_parts_of_many(self.connection, sections_by_uid, limit_bytes)

    def fetch_whole(self, uid: int, limit_bytes: int) -> bytes:
        """The message as it came. Raises MailError(TOO_MUCH), or MAILBOX_MISSING when gone."""
        found = imap_fetch.fetch(self.connection, [uid], "UID RFC822.SIZE")
        if uid in found and found[uid].size_bytes > limit_bytes:
            raise MailError(Code.TOO_MUCH, subject=self.connection.endpoint.host)
        raw = imap_fetch.fetch_section(self.connection, uid, "", limit_bytes + 1)
        if len(raw) > limit_bytes:
            raise MailError(Code.TOO_MUCH, subject=self.connection.endpoint.host)
        return raw

    def fetch_flags(self, first_uid: int = 1) -> dict[int, Flags]:
        """The flags of every message from *first_uid* on."""
        uids, flags = self.uids(first_uid), dict[int, Flags]()
        for start in range(0, len(uids), imap_fetch.FLAGS_BATCH):
            batch = uids[start : start + imap_fetch.FLAGS_BATCH]
            found = imap_fetch.fetch(self.connection, batch, "UID FLAGS")
            flags |= {uid: r.flags for uid, r in found.items() if uid and r.flags is not None}
        return flags

    def store_flags(
        self, uids: Sequence[int], *, add: Sequence[str] = (), remove: Sequence[str] = ()
    ) -> None:
        """Set and clear flags. Raises ValueError for what is not a flag."""
        for sign, flags in (("+", add), ("-", remove)):
            if flags:
                self._on_each(uids, "STORE", f"{sign}FLAGS.SILENT ({_flags(flags)})")

    def move(self, uids: Sequence[int], mailbox: str) -> None:
        """MOVE (RFC 6851), else copy and mark as deleted.

        Only with UIDPLUS the original goes at once: a plain EXPUNGE would take with it what
        somebody else marked.
        """
        target = mailbox_argument(mailbox)
        if self.connection.offers("MOVE"):
            self._on_each(uids, "MOVE", target)
            return
        self._on_each(uids, "COPY", target)
        self.store_flags(uids, add=("\\Deleted",))
        if self.connection.offers("UIDPLUS"):
            self._on_each(uids, "EXPUNGE")

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
        return self._search(b"HEADER Message-ID " + quoted(b"<%s>" % bare.encode()))

    def noop(self) -> bool:
        """Whether the server had news of the selected mailbox."""
        self.connection.run("NOOP")
        return any(self.connection.told(kind) for kind in NEWS)

    def logout(self) -> None:
        """Leave before the end of the session. Raises nothing."""
        self.connection.leave()

    def _search(self, criteria: str | bytes) -> list[int]:
        self.connection.run("UID", "SEARCH", criteria)
        lines = (line for line in self.connection.told("SEARCH") if isinstance(line, bytes))
        return sorted(set(_uids(lines)))

    def _on_each(self, uids: Sequence[int], command: str, *arguments: str | bytes) -> None:
        for sequence_set in sequence_sets(uids):
            self.connection.run("UID", command, sequence_set, *arguments)

    def _number(self, kind: str) -> int:
        """The last number told; 0 when there is none or it is none."""
        told = self.connection.told(kind)[-1:]
        text = told[0] if told and isinstance(told[0], bytes) else b""
        return int(text) if text.isdigit() and len(text) < 19 else 0


def _flags(names: Sequence[str]) -> str:
    if not all(_FLAG.fullmatch(name) for name in names):
        raise ValueError(f"{names!r} are not flags (RFC 9051 §9)")
    return " ".join(names)


def _uids(lines: Iterable[bytes]) -> Iterator[int]:
    for line in lines:
        # A MODSEQ in brackets may follow the numbers (RFC 7162 §3.1.5).
        for word in line.partition(b"(")[0].split():
            if word.isdigit() and len(word) <= 10 and 0 < int(word) < UID_LIMIT:
                yield int(word)
