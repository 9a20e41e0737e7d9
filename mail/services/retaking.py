"""A placeholder becomes the message that it stands for, and keeps its row: whatever hangs on it, a
change that waits for the server or a card, hangs on the message now."""

from __future__ import annotations

import logging
from dataclasses import asdict

from django.db import DatabaseError, transaction

from mail.models import Message, MessageBody, Quarantined
from mail.models.message import MessageState
from mail.services import overlay
from mail.services.ingest import is_about_a_row
from mail.services.threads import thread_messages
from mail.services.writing import Rows

log = logging.getLogger(__name__)

_ITS_OWN = ("id", "account_id", "mailbox_id", "uidvalidity", "uid")


def retake(pk: int, rows: Rows) -> None:
    """Give row *pk*, of the same place, what was read this time. What cannot be read or stored
    stays as it is. Call inside a transaction that renews the lease, and count the folder after."""
    if rows[0].state == MessageState.UNREADABLE:
        return
    try:
        with transaction.atomic():
            _write(pk, rows)
    except (DatabaseError, ValueError) as problem:
        if not is_about_a_row(problem):
            raise
        log.exception("refused by the database again message=%s", pk)


def _write(pk: int, rows: Rows) -> None:
    message, body = rows
    message.id = pk
    thread_messages(message.account_id, [(message, body.headers)])
    columns = {name: value for name, value in asdict(message).items() if name not in _ITS_OWN}
    Message.rows.filter(pk=pk).update(failures=0, **columns)
    overlay.lay_over([pk])
    MessageBody.objects.filter(message=pk).update(**asdict(body))
    Quarantined.objects.filter(message=pk).delete()
