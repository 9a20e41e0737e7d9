"""A mailbox of any size with mail of ordinary shape, and a raw client as the limit."""

from __future__ import annotations

import imaplib
import ssl
import time
from collections.abc import Iterator

from tests.servers.world import MailWorld, User

LINE = "We would like an offer for twelve mooring lines, delivered in week 48. "


def letters(count: int) -> Iterator[bytes]:
    """*count* messages of 2 to 12 kB, text and HTML, from 400 senders."""
    for number in range(count):
        text = (LINE * (5 + number % 40)).strip()
        yield (
            f"From: Person {number % 400} <person{number % 400}@havn.example>\r\n"
            f"To: kari@fjord.example\r\nSubject: Offer {number}\r\n"
            f"Date: {_date(number)}\r\nMessage-ID: <{number}@havn.example>\r\n"
            "MIME-Version: 1.0\r\n"
            'Content-Type: multipart/alternative; boundary="b"\r\n\r\n'
            f"--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n"
            f"--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>{text}</p>\r\n--b--\r\n"
        ).encode()


def _date(number: int) -> str:
    day, minute = 1 + number // 1440 % 28, number % 1440
    return f"{day:02d} Oct 2026 {minute // 60:02d}:{minute % 60:02d}:00 +0200"


def raw_first_page_s(world: MailWorld, user: User) -> float:
    """Seconds that a bare client needs to sign in and fetch the newest 50 headers."""
    context = ssl.create_default_context(cafile=str(world.authority.ca_file))
    context.check_hostname = False
    started = time.monotonic()
    with imaplib.IMAP4_SSL("127.0.0.1", world.dovecot.imaps_port, ssl_context=context) as client:
        client.login(user.address, user.password)
        _kind, exists = client.select("INBOX", readonly=True)
        total = int(exists[0] or 0)
        client.fetch(f"{max(1, total - 49)}:{total}", "(UID FLAGS BODY.PEEK[HEADER] BODYSTRUCTURE)")
    return time.monotonic() - started
