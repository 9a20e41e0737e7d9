"""Which mailbox is selected; and that what was begun in one is not ended in another."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

Unit = TypeVar("Unit")


class AnotherMailbox(RuntimeError):
    """A mistake of the caller: the uids of one mailbox mean other messages in the next."""


@dataclass(frozen=True, slots=True)
class Selection:
    name: str
    uidvalidity: int


Now = Callable[[], Selection | None]


def of_one_mailbox(now: Now, units: Iterator[Unit]) -> Iterator[Unit]:
    """*units*, which are fetched one after the other from the mailbox that is selected *now*.

    Raises AnotherMailbox when another one is selected before they have ended.
    """
    return _checked(now(), now, units)


def _checked(begun_in: Selection | None, now: Now, units: Iterator[Unit]) -> Iterator[Unit]:
    while True:
        if now() != begun_in:
            raise AnotherMailbox(f"begun in {begun_in}, asked on in {now()}")
        try:
            unit = next(units)
        except StopIteration:
            return
        yield unit
