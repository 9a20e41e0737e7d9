"""SUBSCRIBE and UNSUBSCRIBE (RFC 9051 §6.3.7): which folders a person wants to see."""

from __future__ import annotations

from mail.transport.imap_connection import ImapConnection, mailbox_argument


def subscribe(connection: ImapConnection, name: str, *, wanted: bool) -> None:
    """Doing it twice is harmless. Raises MailError."""
    connection.run("SUBSCRIBE" if wanted else "UNSUBSCRIBE", mailbox_argument(name))
