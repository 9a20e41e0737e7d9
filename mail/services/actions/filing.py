"""Where a click sends messages: to the archive folder, to junk and back, away."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from mail.core.imap.special_use import SpecialUse
from mail.models import Message
from mail.models.pending_action import ActionKind
from mail.services.actions.changing import change_many
from mail.services.actions.special import folder_for

ERASED_FROM = frozenset({SpecialUse.TRASH, SpecialUse.JUNK})
"""What is deleted there is gone for good."""


def archive(messages: Sequence[Message]) -> int:
    """How many moved to the archive folder of the server; not onto a card."""
    return _to(SpecialUse.ARCHIVE, ActionKind.MOVE, messages)


def mark_junk(messages: Sequence[Message]) -> int:
    return _to(SpecialUse.JUNK, ActionKind.JUNK, messages)


def mark_not_junk(messages: Sequence[Message]) -> int:
    """Back to the inbox."""
    return _to(SpecialUse.INBOX, ActionKind.NOT_JUNK, messages)


def throw_away(messages: Sequence[Message]) -> int:
    """To the folder of what is deleted."""
    return _to(SpecialUse.TRASH, ActionKind.MOVE, messages)


def erase(messages: Sequence[Message]) -> int:
    """For good. Only what lies in Trash or Junk; the rest is left alone."""
    uses = {use.value for use in ERASED_FROM}
    thrown_away = [message for message in messages if message.mailbox.special_use in uses]
    return change_many(thrown_away, ActionKind.ERASE)


FILE_AS: dict[str, Callable[[Sequence[Message]], int]] = {
    "archive": archive,
    "junk": mark_junk,
    "not_junk": mark_not_junk,
    "trash": throw_away,
}


def _to(use: SpecialUse, kind: ActionKind, messages: Sequence[Message]) -> int:
    changed = 0
    for account_id in sorted({message.account_id for message in messages}):
        mine = [message for message in messages if message.account_id == account_id]
        changed += change_many(mine, kind, folder_for(account_id, use))
    return changed
