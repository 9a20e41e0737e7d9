"""Which of the folders that we hold is which of those that the server lists now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from mail.core.imap.mailbox import ListedMailbox


@dataclass(frozen=True, slots=True)
class HeldFolder:
    """``mailbox_id`` is empty where the server has told none (RFC 8474)."""

    key: int
    name: str
    mailbox_id: str
    uidvalidity: int


def recognised(
    held: Sequence[HeldFolder], listed: Iterable[ListedMailbox]
) -> dict[str, HeldFolder]:
    """By the name that is listed: the folder of that MAILBOXID, whatever it was called, else the
    one of that name. What is not in the answer is new; what is in none of its values is missing.
    """
    items = list(listed)
    by_id = {folder.mailbox_id: folder for folder in held if folder.mailbox_id}
    found = {item.name: by_id[item.mailbox_id] for item in items if item.mailbox_id in by_id}
    taken = {folder.key for folder in found.values()}
    by_name = {folder.name: folder for folder in held if folder.key not in taken}
    for item in items:
        if item.name not in found and item.name in by_name:
            found[item.name] = by_name[item.name]
    return found


def may_be(missing: Iterable[HeldFolder], uidvalidity: int) -> list[HeldFolder]:
    """Folders that are missing and may be a new one of *uidvalidity*: a rename keeps it."""
    return [folder for folder in missing if folder.uidvalidity == uidvalidity]


Mark = tuple[int, object]


def is_same(held: Mapping[int, Mark], told: Mapping[int, Mark]) -> bool:
    """Whether the messages of a new folder are those of a missing one, by size and date of arrival
    at the same uids. Some may be gone; none may be another, and half must be there."""
    if not held or any(held[uid] != mark for uid, mark in told.items() if uid in held):
        return False
    return 2 * len(held.keys() & told.keys()) >= len(held)
