"""Another mail program at work in Kari's mailbox, behind our back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts import connect
from accounts.models import EmailAccount
from mail.core.imap.ranges import sequence_sets
from mail.models import Mailbox
from mail.services.sync import SyncReport, sync_account
from mail.transport.imap_connection import mailbox_argument
from mail.transport.imap_session import ImapSession


def letter(number: int, body: str = "Hello") -> bytes:
    return (
        f"From: Ole <ole@havn.example>\r\nTo: kari@fjord.example\r\nSubject: Letter {number}\r\n"
        f"Message-ID: <{number}@havn.example>\r\n"
        f"Date: Mon, 23 Nov 2026 08:00:00 +0100\r\n\r\n{body}\r\n"
    ).encode()


def letters(first: int, last: int) -> list[bytes]:
    return [letter(number) for number in range(first, last + 1)]


def run(account: EmailAccount, *, full: bool = False) -> SyncReport:
    report = sync_account(account, budget_s=60, full=full)
    assert report is not None
    assert not report.errors
    account.refresh_from_db()
    return report


def folder(account: EmailAccount, name: str = "INBOX") -> Mailbox:
    return Mailbox.objects.get(account=account, name=name)


@contextmanager
def opened(account: EmailAccount, name: str = "INBOX") -> Iterator[ImapSession]:
    with connect.imap_session(account) as session:
        session.select(name, readonly=False)
        yield session


def delete_on_server(account: EmailAccount, first: int, last: int, name: str = "INBOX") -> None:
    with opened(account, name) as session:
        uids = list(range(first, last + 1))
        session.store_flags(uids, add=("\\Deleted",))
        for wanted in sequence_sets(uids):
            session.connection.run("UID", "EXPUNGE", wanted)


def move_on_server(account: EmailAccount, first: int, last: int, to: str) -> None:
    with opened(account) as session:
        session.move(list(range(first, last + 1)), to)


def tell_server(account: EmailAccount, command: str, *names: str) -> None:
    with connect.imap_session(account) as session:
        session.connection.run(command, *(mailbox_argument(name) for name in names))


def at(monkeypatch: pytest.MonkeyPatch, after: timedelta) -> None:
    """The clock of the product stands *after* now."""
    real = timezone.now
    monkeypatch.setattr(timezone, "now", lambda: real() + after)
