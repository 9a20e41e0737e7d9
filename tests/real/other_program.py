"""Another mail program at the same mailbox, and what the server has after all of it."""

from __future__ import annotations

import hashlib
import imaplib
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any

from imapclient.imap_utf7 import decode as decode_utf7
from imapclient.imap_utf7 import encode as encode_utf7

from accounts.models import EmailAccount
from mail.core.imap.fetch_record import FetchRecord, read_fetch
from mail.models import Message
from mail.services.dumping import dump, flag_names
from mail.services.sync import SyncReport, sync_account
from tests.servers.clients import imaps
from tests.servers.world import MailWorld, User

Row = tuple[str, int, int, tuple[str, ...], str]
Place = tuple[str, int, str, tuple[str, ...]]
"""(mailbox, uid, content, flags in lower case)."""


def letter(number: int, text: str = "Hello") -> bytes:
    return (
        f"From: ola@fjord.example\r\nSubject: Letter {number}\r\n"
        f"Message-ID: <{number}@fjord.example>\r\n\r\n{text} {number}\r\n"
    ).encode()


def synced(account: EmailAccount) -> SyncReport:
    report = sync_account(account)
    assert report is not None
    assert report.errors == []
    assert not report.more
    return report


@contextmanager
def program(world: MailWorld, box: User) -> Iterator[Program]:
    with signed_in(imaps(world), *box) as there:
        yield there


@contextmanager
def signed_in(client: imaplib.IMAP4, user: str, password: str) -> Iterator[Program]:
    client.login(user, password)
    try:
        yield Program(client)
    finally:
        client.shutdown()


class Program:
    def __init__(self, client: imaplib.IMAP4) -> None:
        self._client = client

    def append(
        self, mailbox: str, raw: bytes, flags: str = "", received: float | None = None
    ) -> None:
        """*received* becomes the INTERNALDATE (seconds since 1970; now when None)."""
        date = "" if received is None else imaplib.Time2Internaldate(received)
        self._ok(self._client.append(quoted(mailbox), f"({flags})", date, raw))

    def uids(self) -> list[int]:
        """Of the mailbox that is open."""
        found = self._ok(self._client.uid("SEARCH", "ALL"))
        return [int(word) for word in (found[0] or b"").split()]

    def open(self, mailbox: str = "INBOX") -> None:
        self._ok(self._client.select(quoted(mailbox)))

    def flag(self, uids: str, flags: str, sign: str = "+") -> None:
        self._ok(self._client.uid("STORE", uids, f"{sign}FLAGS", f"({flags})"))

    def expunge(self, uids: str) -> None:
        self.flag(uids, "\\Deleted")
        self._ok(self._client.uid("EXPUNGE", uids))

    def move(self, uids: str, mailbox: str) -> None:
        self._ok(self._client.uid("MOVE", uids, quoted(mailbox)))

    def copy(self, uids: str, mailbox: str) -> None:
        self._ok(self._client.uid("COPY", uids, quoted(mailbox)))

    def create(self, mailbox: str) -> None:
        self._ok(self._client.create(quoted(mailbox)))

    def rename(self, mailbox: str, to: str) -> None:
        self._ok(self._client.rename(quoted(mailbox), quoted(to)))

    def delete(self, mailbox: str) -> None:
        self._ok(self._client.delete(quoted(mailbox)))

    def unsubscribe(self, mailbox: str) -> None:
        self._ok(self._client.unsubscribe(quoted(mailbox)))

    def mailboxes(self) -> list[str]:
        """Those that can be opened: Dovecot lists a deleted one whose children are left."""
        lines = [line for line in self._ok(self._client.list()) if isinstance(line, bytes)]
        matches = [re.fullmatch(rb'\([^)]*\) "." "?(.*?)"?', line) for line in lines]
        names = [str(decode_utf7(match[1])) for match in matches if match]
        return [name for name in names if self._client.status(quoted(name), "(UIDNEXT)")[0] == "OK"]

    def places(self, mailbox: str) -> Iterator[Place]:
        self._ok(self._client.select(quoted(mailbox), readonly=True))
        items = f"(UID FLAGS RFC822.SIZE BODY.PEEK[HEADER]{self._id})"
        for record in read_fetch(self._ok(self._client.uid("FETCH", "1:*", items))):
            content = content_of(record.body("HEADER") or b"", record.size_bytes)
            known_as = f"e:{record.email_id}" if record.email_id else content
            yield mailbox, record.uid, known_as, tuple(sorted(map(str.lower, _flags(record))))

    def everything(self) -> Counter[Place]:
        return Counter(place for mailbox in self.mailboxes() for place in self.places(mailbox))

    def days(self, mailbox: str) -> dict[int, date]:
        """The day of arrival by uid, in the server's own time zone, by which it searches."""
        self._ok(self._client.select(quoted(mailbox), readonly=True))
        records = read_fetch(self._ok(self._client.uid("FETCH", "1:*", "(UID INTERNALDATE)")))
        return {record.uid: _arrived(record).date() for record in records}

    @cached_property
    def _id(self) -> str:
        """What a server tells contents apart by itself with (RFC 8474)."""
        (offered,) = self._ok(self._client.capability())[-1:]
        return " EMAILID" if b"OBJECTID" in offered else ""

    def rows(self, mailbox: str) -> Iterator[Row]:
        self._ok(self._client.select(quoted(mailbox), readonly=True))
        (told_last,) = self._client.untagged_responses["UIDVALIDITY"][-1:]
        assert isinstance(told_last, bytes)
        uidvalidity = int(told_last)
        told = self._ok(self._client.uid("FETCH", "1:*", "(UID FLAGS INTERNALDATE)"))
        for record in read_fetch(told):
            when = _arrived(record).astimezone(UTC).isoformat()
            yield mailbox, uidvalidity, record.uid, tuple(sorted(_flags(record))), when

    @staticmethod
    def _ok(answer: tuple[str, list[Any]]) -> list[Any]:
        assert answer[0] == "OK", answer
        return answer[1]


def on_server(world: MailWorld, box: User) -> list[Row]:
    with program(world, box) as server:
        return sorted(row for mailbox in server.mailboxes() for row in server.rows(mailbox))


def here(account: EmailAccount) -> list[Row]:
    return sorted(
        (
            str(line["mailbox"]),
            int(str(line["uidvalidity"])),
            int(str(line["uid"])),
            tuple(sorted(line["flags"])),  # type: ignore[call-overload]
            str(line["internaldate"]),
        )
        for line in dump(account)
    )


def everything(world: MailWorld, box: User) -> Counter[Place]:
    with program(world, box) as server:
        return server.everything()


def places_here(account: EmailAccount) -> Counter[Place]:
    rows = Message.objects.filter(account=account).select_related("mailbox")
    return Counter(
        (row.mailbox.name, row.uid, row.content_id, tuple(sorted(map(str.lower, flag_names(row)))))
        for row in rows
    )


def content_of(header: bytes, size_bytes: int) -> str:
    """What makes a message the same message: the header as it came, and its size."""
    return f"h:{hashlib.sha256(header + str(size_bytes).encode()).hexdigest()[:60]}"


def _arrived(record: FetchRecord) -> datetime:
    assert isinstance(record.internaldate, datetime)
    return record.internaldate


def _flags(record: FetchRecord) -> set[str]:
    names = record.values[b"FLAGS"]
    assert isinstance(names, tuple)
    return {_flag(name) for name in names if isinstance(name, bytes)} - {"\\Recent"}


def _flag(name: bytes) -> str:
    """Keywords are told apart without regard to case (RFC 9051 §2.3.2)."""
    return name.decode() if name.startswith(b"\\") else name.decode().lower()


def quoted(mailbox: str) -> str:
    return f'"{encode_utf7(mailbox).decode("ascii")}"'
