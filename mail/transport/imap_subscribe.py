"""SUBSCRIBE and UNSUBSCRIBE (RFC 9051 §6.3.7): which folders a person wants to see."""

from __future__ import annotations

from mail.core.errors import Code, MailError
from mail.transport.imap_connection import ImapConnection, mailbox_argument


def subscribe(connection: ImapConnection, name: str, *, wanted: bool) -> None:
    """Doing it twice is harmless. Raises MailError."""
    connection.run("SUBSCRIBE" if wanted else "UNSUBSCRIBE", mailbox_argument(name))


def subscribe_if_possible(connection: ImapConnection, name: str, *, wanted: bool) -> None:
    """With a folder that was made, renamed or removed: other programs show subscribed folders only,
    and a server without subscriptions may refuse."""
    try:
        subscribe(connection, name, wanted=wanted)
    except MailError as problem:
        if problem.code is not Code.COMMAND_REFUSED:
            raise
