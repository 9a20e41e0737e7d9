"""Mailboxes as a server lists and opens them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from mail.core.imap.flags import Flags
from mail.core.imap.special_use import SpecialUse
from mail.core.imap.uid_set import UidSet


@dataclass(frozen=True, slots=True)
class Selected:
    """What SELECT, EXAMINE or STATUS said. ``highestmodseq`` is None without CONDSTORE (RFC 7162)
    and for a mailbox that does not count modifications (NOMODSEQ)."""

    uidvalidity: int
    uidnext: int
    exists: int
    highestmodseq: int | None


@dataclass(frozen=True, slots=True)
class ListedMailbox:
    """One line of LIST (RFC 9051 §7.3.1). ``name`` names it in every command: decoded, or kept as
    :mod:`mail.core.imap.written_name` says. One that cannot be held has no name, and is counted.

    ``subscribed`` is True where the server does not tell (RFC 5258). ``mailbox_id`` outlives a
    rename (MAILBOXID, RFC 8474); empty without. ``status`` is None where it was not told as well
    (RFC 5819). One that ``is_view`` shows what other mailboxes hold.
    """

    name: str
    delimiter: str
    special_use: SpecialUse | None
    selectable: bool
    subscribed: bool = True
    mailbox_id: str = ""
    status: Selected | None = None
    is_view: bool = False
    can_be_held: bool = True


LEFT_OUT = ListedMailbox("", "", None, selectable=False, can_be_held=False)
"""One that the server lists and no command can name, or that is one too many."""


@dataclass(frozen=True, slots=True)
class Known:
    """Up to where we know a mailbox; what the server is asked to go on from (RFC 7162 §3.2.5)."""

    uidvalidity: int
    highestmodseq: int


@dataclass(frozen=True, slots=True)
class Changes:
    """Since :class:`Known`: the flags of what is new or has others now, and what vanished.

    ``vanished`` may name uids that were never known.
    """

    flags: Mapping[int, Flags] = field(default_factory=dict)
    vanished: UidSet = field(default_factory=UidSet)


@dataclass(frozen=True, slots=True)
class Opened:
    """A mailbox that was opened. ``changes`` is None when the server did not tell any."""

    selected: Selected
    changes: Changes | None = None
