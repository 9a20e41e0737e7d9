"""A message that is here already, at a place where it is no longer: it keeps its row.

After UIDVALIDITY changed, or when another program moved it, the server shows a known message as a
new one. Identity is the content (``content_id``), never the Message-ID alone, which its sender
chooses.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q

from mail.models import Mailbox, Message
from mail.services.new_rows import NewMessage

_ALIKE = ("content_id", "message_id", "size_bytes")


def rematched(mailbox: Mailbox, fresh: Sequence[NewMessage]) -> set[int]:
    """The uids of *fresh* that got the row of the same message; the others are new.

    Call inside a transaction that renews the lease.
    """
    if not fresh:
        return set()
    found: set[int] = set()
    free = _free_rows(mailbox, fresh)
    for message in fresh:
        rows = free.get(_identity(message))
        if rows:
            old = rows.pop()
            Message.rows.filter(pk=old).update(
                mailbox=mailbox, uidvalidity=message.uidvalidity, uid=message.uid, gone_at=None,
                seen=message.seen, answered=message.answered, flagged=message.flagged,
                draft=message.draft, deleted=message.deleted, keywords=message.keywords,
            )  # fmt: skip
            found.add(message.uid)
    return found


def _free_rows(
    mailbox: Mailbox, fresh: Sequence[NewMessage]
) -> dict[tuple[object, ...], list[int]]:
    """Rows of the account that stand for nothing on the server, by what they are."""
    uidvalidity = fresh[0].uidvalidity
    gone = Q(gone_at__isnull=False)
    stale = Q(mailbox=mailbox) & ~Q(uidvalidity=uidvalidity)
    # An EMAILID alone says it on one server only: after a move, another message may have it.
    rows = Message.rows.filter(
        gone | stale,
        account_id=mailbox.account_id,
        content_id__in=[message.content_id for message in fresh],
    )
    free: dict[tuple[object, ...], list[int]] = {}
    for pk, *identity in rows.order_by("-pk").values_list("pk", *_ALIKE):
        free.setdefault(tuple(identity), []).append(pk)
    return free


def _identity(message: NewMessage) -> tuple[object, ...]:
    return tuple(getattr(message, name) for name in _ALIKE)
