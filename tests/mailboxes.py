"""Making accounts, folders and messages for tests that need no server."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from django.db import transaction

from accounts.models import EmailAccount
from accounts.services.accounts import keep_account
from crm_inbox.models import User
from mail.core.endpoint import Endpoint, Login, Security, Service
from mail.models import Mailbox, Message, MessageBody
from mail.services.ingest import count_mailbox
from mail.transport.secret import Secret

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
_uids = count(1)

LOGINS = {
    Service.IMAP: Login(
        Endpoint(Service.IMAP, "mail.fjord.example", 993, Security.TLS), "anna@fjord.example"
    ),
    Service.SMTP: Login(
        Endpoint(Service.SMTP, "mail.fjord.example", 465, Security.TLS), "anna@fjord.example"
    ),
}


def account_of(user: User) -> EmailAccount:
    """A connected account that has been synchronised once."""
    account = keep_account(user, user.email, LOGINS, dict.fromkeys(Service, Secret("hemmelig")))
    account.note_success(Service.IMAP, NOON)
    return account


def mailbox_of(
    account: EmailAccount, name: str = "INBOX", use: str = "inbox", **fields: Any
) -> Mailbox:
    """A folder that was found in order."""
    return Mailbox.objects.create(
        account=account, name=name, special_use=use, uidvalidity=1, is_behind=False,
        compared_at=NOON, reconciled_at=NOON, **fields,
    )  # fmt: skip


def message_in(mailbox: Mailbox, *, text: str = "Hello", html: str = "", **fields: Any) -> Message:
    uid = next(_uids)
    message = Message.objects.create(
        account=mailbox.account,
        mailbox=mailbox,
        uidvalidity=mailbox.uidvalidity,
        uid=uid,
        content_id=f"h:{uid}",
        **{
            "subject": "Offer",
            "from_name": "Kari Hansen",
            "from_address": "kari@havn.example",
            "date": NOON + timedelta(minutes=uid),
            "internaldate": NOON,
            "state": "complete",
            **fields,
        },
    )
    MessageBody.objects.create(
        message=message,
        text=text,
        html=html,
        headers={"from_": [[message.from_name, message.from_address]]},
        structure={"parts": [], "text": [], "html": []},
    )
    with transaction.atomic():
        count_mailbox(mailbox)
    return message
