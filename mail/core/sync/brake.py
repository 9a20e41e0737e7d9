"""The brake: when so much is said to be gone that a fault is likelier than a person.

Mail is deleted in ones and tens. A server whose index is broken, a folder restored from the wrong
copy, another account behind the same name look like the deletion of nearly everything; hiding all
of that is what people never forgive. What is held back stays in sight and the person is asked; who
does not answer is asked by the server, which has to say the same three times within a day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

SMALL = 50
"""Messages that always go: what somebody selects on a screen and deletes."""

LARGE_SHARE = 0.5
"""Of a folder, beyond which more than :data:`SMALL` are held back."""

DRAINED_WITHIN = timedelta(hours=1)
"""Losses of this span count together: a folder can also run empty in small portions."""

LOOKS = 3
LOOKS_APART = timedelta(hours=12)
"""Three looks that find the same span a day, and a fault that lasts longer is rarely one."""


class Verdict(Enum):
    LET_GO = "let go"
    HOLD = "hold"


@dataclass(frozen=True, slots=True)
class Loss:
    """*going* of the *had* messages of a folder are no longer listed.

    *drained* went within :data:`DRAINED_WITHIN` before and are not among *had*. *is_whole*: the
    folder itself vanished, or its numbering is new and nothing was found again. *is_emptied_often*
    says that people and servers empty this folder as a matter of course (Trash, Junk).
    """

    had: int
    going: int
    drained: int = 0
    is_whole: bool = False
    is_emptied_often: bool = False


def judge(loss: Loss) -> Verdict:
    lost, of = loss.going + loss.drained, max(loss.had, loss.going) + loss.drained
    if lost <= SMALL:
        return Verdict.LET_GO
    if loss.is_whole:
        return Verdict.HOLD
    if loss.is_emptied_often:
        return Verdict.LET_GO
    return Verdict.HOLD if lost > of * LARGE_SHARE else Verdict.LET_GO


@dataclass(frozen=True, slots=True)
class Looks:
    """How often in a row the same messages were found missing, and when last."""

    times: int = 0
    at: datetime | None = None

    def again(self, now: datetime, *, is_same: bool) -> Looks:
        """After another look, which counts only some time after the one before."""
        if not is_same or self.at is None:
            return Looks(1, now)
        if now - self.at < LOOKS_APART:
            return self
        return Looks(self.times + 1, now)

    @property
    def is_sure(self) -> bool:
        return self.times >= LOOKS
