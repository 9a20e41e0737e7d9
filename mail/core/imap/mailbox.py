"""Mailboxes as a server lists and opens them."""

from __future__ import annotations

from dataclasses import dataclass

from mail.core.imap.special_use import SpecialUse


@dataclass(frozen=True, slots=True)
class ListedMailbox:
    """One line of LIST (RFC 9051 §7.3.1). ``name`` is decoded and names it in every command.

    ``subscribed`` is True where the server does not tell (RFC 5258).
    """

    name: str
    delimiter: str
    special_use: SpecialUse | None
    selectable: bool
    subscribed: bool = True


@dataclass(frozen=True, slots=True)
class Selected:
    """What SELECT or EXAMINE said. ``highestmodseq`` is None without CONDSTORE (RFC 7162)."""

    uidvalidity: int
    uidnext: int
    exists: int
    highestmodseq: int | None
