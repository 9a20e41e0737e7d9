"""A message that is here already, at a place where it is no longer: it keeps its row.

After UIDVALIDITY changed, or when another program moved it, the server shows a known message as a
new one. Identity is the content (``content_id``), never the Message-ID alone, which its sender
chooses.

    missed, then listed elsewhere ─▶ rematched: the row that is gone takes the new place
    listed elsewhere, then missed ─▶ united: the same, and the row that was made meanwhile goes
"""

from __future__ import annotations

from collections.abc import Sequence

from mail.models import Mailbox, Message, MessageBody
from mail.models.message import MessageState
from mail.services import overlay
from mail.services.finding import found
from mail.services.identity import ALIKE, Identity, identity_of
from mail.services.new_rows import NewMessage

_PLACE = (
    "mailbox_id", "uidvalidity", "uid",
    "seen", "answered", "flagged", "draft", "deleted", "keywords",
)  # fmt: skip
_STANDING = ("gone_at", "missing_since", "mailbox_id", "uidvalidity")


def rematched(mailbox: Mailbox, fresh: Sequence[NewMessage]) -> set[int]:
    """The uids of *fresh* that got the row of the same message; the others are new.

    Call inside a transaction that renews the lease.
    """
    if not fresh:
        return set()
    matched = overlay.renumbered(mailbox, fresh)
    free = _free_rows(mailbox, fresh)
    given: list[int] = []
    for message in fresh:
        rows = free.get(identity_of(message))
        if rows and message.uid not in matched:
            old = rows.pop()
            _give_place(old, message)
            given.append(old)
            matched.add(message.uid)
    overlay.lay_over(given)
    return matched


def united(mailbox: Mailbox, pks: Sequence[int]) -> set[int]:
    """Those of the rows *pks*, which *mailbox* has no longer, that were moved to where a newer row
    stands for them: they are there now, and the newer row is no more.

    A copy is no move: what was there when *mailbox* was last looked at stays a row of its own.
    Call inside a transaction that renews the lease.
    """
    missed = list(Message.objects.filter(pk__in=pks).only("pk", "thread_id", "state", *ALIKE))
    newer = _newer_rows(mailbox, missed)
    moved: set[int] = set()
    for old in missed:
        if rows := newer.get(identity_of(old)):
            _unite(old, rows.pop())
            moved.add(old.pk)
    overlay.lay_over(moved)
    return moved


def has_newer(mailbox: Mailbox) -> bool:
    """Whether anything was stored since *mailbox* was last found as it is here."""
    rows = Message.objects.filter(account_id=mailbox.account_id, pk__gt=mailbox.seen_until)
    return mailbox.seen_until > 0 and rows.exists()


def _free_rows(mailbox: Mailbox, fresh: Sequence[NewMessage]) -> dict[Identity, list[int]]:
    """Rows of the account that stand for nothing on the server, by what they are."""
    # An EMAILID alone says it on one server only: after a move, another message may have it.
    alike = found(
        Message,
        ("id", *_STANDING, *ALIKE),
        "content_id",
        [message.content_id for message in fresh],
        account_id=mailbox.account_id,
    )
    uidvalidity = fresh[0].uidvalidity
    free: dict[Identity, list[int]] = {}
    # Asked of each by itself: a condition would lead the database away from the content's index.
    for pk, gone_at, missing_since, mailbox_id, numbered, *identity in sorted(alike, reverse=True):
        is_stale = mailbox_id == mailbox.pk and numbered != uidvalidity
        if gone_at or missing_since or is_stale:
            free.setdefault(tuple(identity), []).append(pk)
    return free


def _newer_rows(mailbox: Mailbox, missed: Sequence[Message]) -> dict[Identity, list[Message]]:
    """What was stored after *mailbox* was last looked at, by what it is; the oldest is the last."""
    rows = Message.objects.filter(
        account_id=mailbox.account_id,
        pk__gt=mailbox.seen_until,
        content_id__in=[message.content_id for message in missed],
    ).exclude(pk__in=[message.pk for message in missed])
    newer: dict[Identity, list[Message]] = {}
    for row in rows.order_by("-pk"):
        newer.setdefault(identity_of(row), []).append(row)
    return newer


def _unite(old: Message, newer: Message) -> None:
    """What hangs on the newer row hangs on the old one, which takes its place. Both are locked as a
    click locks them, and read again: nobody changes the newer one between that and its end."""
    both = Message.rows.select_for_update(of=("self",)).filter(pk__in=[old.pk, newer.pk])
    newer = {row.pk: row for row in both.order_by("pk")}[newer.pk]
    for relation in Message._meta.related_objects:
        if not relation.one_to_one:
            rows = relation.related_model._base_manager
            rows.filter(**{relation.field.name: newer}).update(**{relation.field.name: old})
    if old.state == MessageState.LISTED and newer.state == MessageState.COMPLETE:
        _take_text(old, newer)
    if old.thread_id is None and newer.thread_id is not None:
        Message.rows.filter(pk=old.pk).update(thread_id=newer.thread_id)
    Message.rows.filter(pk=newer.pk).delete()
    _give_place(old.pk, newer)


def _take_text(old: Message, newer: Message) -> None:
    MessageBody.objects.filter(message=old).delete()
    MessageBody.objects.filter(message=newer).update(message=old)
    text = {name: getattr(newer, name) for name in ("state", "snippet", "has_attachments")}
    Message.rows.filter(pk=old.pk).update(**text)


def _give_place(pk: int, message: Message | NewMessage) -> None:
    place = {name: getattr(message, name) for name in _PLACE}
    Message.rows.filter(pk=pk).update(gone_at=None, missing_since=None, **place)
