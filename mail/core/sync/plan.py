"""What to do about a folder, from what was noted of it and what the server says now.

Every way but the full comparison is a short cut, and one that is checked: what is held afterwards
must be as many as the server counts. The numbers of CONDSTORE (RFC 7162) are believed only as long
as they move as the standard says they do.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from mail.core.imap.mailbox import Known, Selected

RESYNC_LIMIT = 100_000
"""Messages of a folder up to which SELECT itself may tell what changed: at worst a line for each,
which stays within what the wire takes for one command."""


class Way(Enum):
    NOTHING = "nothing"
    CHANGES = "changes"  # the server tells what changed and, with QRESYNC, what vanished
    COMPARE = "compare"  # every uid and every flag


@dataclass(frozen=True, slots=True)
class Held:
    """What was noted when the folder was last as the server has it, and what is held now.

    ``not_held`` is how many messages the server counts that are not listed or not wanted: it
    belongs to ``exists``, and is below zero where the server lists more than it counts.
    ``on_their_way`` are the rows that a person has moved here already and the server has not, less
    those that have left in the same way.
    """

    uidvalidity: int
    uidnext: int
    highestmodseq: int
    exists: int
    stored: int
    not_held: int = 0
    on_their_way: int = 0


def may_ask(held: Held) -> Known | None:
    """What SELECT may say of us, so that the server tells what changed since (RFC 7162 §3.2.5)."""
    if held.uidvalidity < 1 or held.highestmodseq < 1 or held.exists > RESYNC_LIMIT:
        return None
    return Known(held.uidvalidity, held.highestmodseq)


def way(held: Held, said: Selected) -> Way:
    if not _may_be_believed(held, said):
        return Way.COMPARE
    if said.highestmodseq != held.highestmodseq:
        return Way.CHANGES
    # The number stands still: then so do the others, or it means nothing.
    still = (said.uidnext, said.exists) == (held.uidnext, held.exists)
    return Way.NOTHING if still and agrees(held, said) else Way.COMPARE


def agrees(held: Held, said: Selected) -> bool:
    """The check of every short cut: as many are held as the server counts."""
    return held.stored - held.on_their_way + held.not_held == said.exists


def _may_be_believed(held: Held, said: Selected) -> bool:
    """The same folder, and numbers that go forward only (RFC 7162 §3.1.1, RFC 9051 §2.3.1.1)."""
    return (
        held.uidvalidity == said.uidvalidity
        and held.highestmodseq > 0
        and (said.highestmodseq or 0) >= held.highestmodseq
        and said.uidnext >= held.uidnext > 0
    )
