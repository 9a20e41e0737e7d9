"""One letter: what its writer means to send, and the octets of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from random import Random

from bench.mail.bodies import body
from bench.mail.charsets import travel
from bench.mail.headers import encoded, mailbox
from bench.mail.people import Correspondent


@dataclass(frozen=True, slots=True)
class Draft:
    """``references`` is oldest first and empty when nothing is answered."""

    number: int
    sender: Correspondent
    owner: str
    date: datetime
    subject: str
    references: tuple[str, ...]
    size_bytes: int

    @property
    def message_id(self) -> str:
        return f"<{self.number:06}.bench@{self.sender.address.partition('@')[2]}>"


@dataclass(frozen=True, slots=True)
class Letter:
    """A message as it lies in a mailbox; ``received`` in seconds since 1970, IMAP's own flags."""

    raw: bytes
    message_id: str
    received: float
    flags: tuple[str, ...]


def octets(draft: Draft, chance: Random) -> bytes:
    charset = travel(chance, draft.subject + draft.sender.name).for_headers
    lines = [
        f"Return-Path: <{draft.sender.address}>",
        f"Received: from mail.{draft.sender.address.partition('@')[2]} by mx.fjord.example;",
        f"\t{format_datetime(draft.date)}",
        f"From: {mailbox(draft.sender, charset, chance)}",
        f"To: <{draft.owner}>",
        f"Subject: {encoded(draft.subject, charset, chance)}",
        f"Date: {format_datetime(draft.date)}",
        f"Message-ID: {draft.message_id}",
    ]
    if draft.references:
        lines += [f"In-Reply-To: {draft.references[-1]}"]
        lines += ["References: " + "\r\n ".join(draft.references)]
    head = "\r\n".join([*lines, "MIME-Version: 1.0"]) + "\r\n"
    sender = draft.sender
    return head.encode() + body(sender.language, sender.name, chance, draft.size_bytes - len(head))
