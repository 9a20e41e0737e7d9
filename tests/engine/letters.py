"""Messages to bring and to send, and what became of them on the servers."""

from __future__ import annotations

import re
from collections import Counter

from accounts.models import EmailAccount
from mail.core.address import Address
from mail.core.mime.compose import Draft
from mail.models import Message, OutgoingMessage
from mail.services import outbox
from tests.servers.world import MailWorld
from tests.servers.world import User as Box

_MESSAGE_ID = re.compile(rb"^Message-ID:\s*<([^>]+)>", re.IGNORECASE | re.MULTILINE)


def letter(number: int) -> bytes:
    return (
        f"From: Ole <ole@havn.example>\r\nTo: kari@fjord.example\r\nSubject: Letter {number}\r\n"
        f"Message-ID: <{number}@havn.example>\r\n"
        f"Date: Mon, 23 Nov 2026 08:00:00 +0100\r\n\r\nBody of letter {number}\r\n"
    ).encode()


def queue_letter(account: EmailAccount, to: Box, number: int) -> OutgoingMessage:
    draft = Draft(
        from_=Address("Kari", account.address),
        to=(Address("", to.address),),
        cc=(),
        bcc=(),
        subject=f"Offer {number}",
        text="Here it is.",
    )
    return outbox.queue_message(account, draft, token=f"token-{number}")


def on_server(world: MailWorld, box: Box, mailbox: str = "INBOX") -> Counter[str]:
    """How often each Message-ID lies in a mailbox."""
    found = (_MESSAGE_ID.search(raw) for raw in world.dovecot.stored(box.address, mailbox))
    return Counter(match[1].decode() for match in found if match)


def held_here(account: EmailAccount, mailbox: str = "INBOX") -> Counter[str]:
    """The same of our rows."""
    rows = Message.objects.filter(account=account, mailbox__name=mailbox)
    return Counter(rows.values_list("message_id", flat=True))
