"""Another mail program at the same mailbox, and what the server has after all of it."""

from __future__ import annotations

import imaplib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from accounts.models import EmailAccount
from mail.core.imap.fetch_record import read_fetch
from mail.services.dumping import dump
from mail.services.sync import SyncReport, sync_account
from tests.servers.clients import imaps
from tests.servers.world import MailWorld, User

Row = tuple[str, int, int, tuple[str, ...], str]


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
    client = imaps(world)
    client.login(*box)
    try:
        yield Program(client)
    finally:
        client.shutdown()


class Program:
    def __init__(self, client: imaplib.IMAP4) -> None:
        self._client = client

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
        """Those that can be opened."""
        lines = [line for line in self._ok(self._client.list()) if isinstance(line, bytes)]
        matches = [re.fullmatch(rb'\(([^)]*)\) "." "?(.*?)"?', line) for line in lines]
        return [m[2].decode() for m in matches if m and b"\\Noselect" not in m[1]]

    def rows(self, mailbox: str) -> Iterator[Row]:
        self._ok(self._client.select(f'"{mailbox}"', readonly=True))
        uidvalidity = int(self._client.untagged_responses["UIDVALIDITY"][-1])
        told = self._ok(self._client.uid("FETCH", "1:*", "(UID FLAGS INTERNALDATE)"))
        for record in read_fetch(told):
            names = record.values[b"FLAGS"]
            assert isinstance(names, tuple)
            flags = {_flag(n) for n in names if isinstance(n, bytes)} - {"\\Recent"}
            assert isinstance(record.internaldate, datetime)
            date = record.internaldate.astimezone(UTC).isoformat()
            yield mailbox, uidvalidity, record.uid, tuple(sorted(flags)), date

    @staticmethod
    def _ok(answer: tuple[str, list[bytes | None]]) -> list[bytes | None]:
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


def _flag(name: bytes) -> str:
    """Keywords are told apart without regard to case (RFC 9051 §2.3.2)."""
    return name.decode() if name.startswith(b"\\") else name.decode().lower()


def quoted(mailbox: str) -> str:
    return f'"{mailbox}"'
