"""What we hold of an account, for comparing with the server."""

from __future__ import annotations

from collections.abc import Iterator

from accounts.models import EmailAccount
from mail.models import Message


def dump(account: EmailAccount) -> Iterator[dict[str, object]]:
    """One line for each message, in folder and uid order."""
    rows = Message.objects.filter(account=account).select_related("mailbox")
    for message in rows.order_by("mailbox__name", "uid").iterator():
        yield {
            "mailbox": message.mailbox.known_as,
            "uidvalidity": message.uidvalidity,
            "uid": message.uid,
            "message_id": message.message_id,
            "flags": flag_names(message),
            "internaldate": message.internaldate.isoformat(),
            "size_bytes": message.size_bytes,
            "subject": message.subject,
            "state": message.state,
        }


def flag_names(message: Message) -> list[str]:
    held = {
        "\\Answered": message.answered,
        "\\Deleted": message.deleted,
        "\\Draft": message.draft,
        "\\Flagged": message.flagged,
        "\\Seen": message.seen,
    }
    return [name for name, is_set in held.items() if is_set] + message.keywords.split()
