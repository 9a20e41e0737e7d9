"""A message that is here already, at a place where it is no longer: it keeps its row.

After UIDVALIDITY changed, or when another program moved it, the server shows a known message as a
new one. Identity is the content (``content_id``), never the Message-ID alone, which its sender
chooses.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q

from mail.models import Mailbox, Message
from mail.services import overlay

_FLAGS = frozenset({"seen", "answered", "flagged", "draft", "deleted", "keywords"})
_NONE: frozenset[str] = frozenset()
_ALIKE = ("content_id", "message_id", "size_bytes")


def rematched(mailbox: Mailbox, fresh: Sequence[Message]) -> set[int]:
    """The uids of *fresh* that got the row of the same message; the others are new.

    Call inside a transaction that renews the lease.
    """
    if not fresh:
        return set()
    found = overlay.renumbered(mailbox, fresh)
    free = _free_rows(mailbox, fresh)
    standing = overlay.pending_flags(mailbox.account_id)
    for message in fresh:
        rows = free.get(_identity(message))
        if rows and message.uid not in found:
            old = rows.pop()
            flags = {name: getattr(message, name) for name in _FLAGS - standing.get(old, _NONE)}
            place = {"mailbox": mailbox, "uidvalidity": message.uidvalidity, "uid": message.uid}
            Message.rows.filter(pk=old).update(gone_at=None, **place, **flags)
            found.add(message.uid)
    return found


def _free_rows(mailbox: Mailbox, fresh: Sequence[Message]) -> dict[tuple[object, ...], list[int]]:
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


def _identity(message: Message) -> tuple[object, ...]:
    return tuple(getattr(message, name) for name in _ALIKE)
