"""Sealing every stored secret anew with the first of CREDENTIAL_KEYS, while everybody works.

Row by row, each by one update that matches only what was read: whoever has written meanwhile wins,
nothing waits, and whatever ends the run leaves every row with one key or the other. Running it
again goes on with what is left.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings

from accounts.credentials import seal, unseal
from accounts.sealed import SEALED, Sealed
from mail.core.errors import MailError

BATCH = 500


@dataclass(slots=True)
class Report:
    """``by_key`` counts sealed values by the id of their key."""

    by_key: Counter[str] = field(default_factory=Counter)
    opened: int = 0
    unreadable: list[str] = field(default_factory=list)

    @property
    def total(self) -> int:
        return self.by_key.total()


@dataclass(slots=True)
class Rotation:
    """``left`` were changed or used by somebody else in between, and are still to be done."""

    sealed_anew: int = 0
    left: int = 0
    unreadable: list[str] = field(default_factory=list)


def examine() -> Report:
    """Opens everything once. No secret is kept, and none is told."""
    report = Report()
    for sealed in SEALED:
        for row in _rows(sealed):
            for text in sealed.values(row):
                report.by_key[key_id_of(text)] += 1
                if _opens(text, sealed, row):
                    report.opened += 1
                else:
                    report.unreadable.append(f"{sealed.name} {row.pk}")
    return report


def rotate(on_row: Callable[[], None] = lambda: None) -> Rotation:
    """*on_row* is called after each row that was sealed anew."""
    rotation = Rotation()
    for sealed in SEALED:
        for row in _rows(sealed):
            if all(key_id_of(text) == first_key_id() for text in sealed.values(row)):
                continue
            _rotate(sealed, row, rotation)
            on_row()
    return rotation


def _rotate(sealed: Sealed, row: Any, rotation: Rotation) -> None:
    try:
        new = sealed.replaced(row, lambda text: _sealed_anew(text, sealed, row))
    except MailError:
        rotation.unreadable.append(f"{sealed.name} {row.pk}")
        return
    as_read = {"pk": row.pk, sealed.column: getattr(row, sealed.column)}
    # Not through sealed.rows(): an update takes no joins.
    if type(row)._default_manager.filter(sealed.free, **as_read).update(**{sealed.column: new}):
        rotation.sealed_anew += 1
    else:
        rotation.left += 1


def _sealed_anew(text: str, sealed: Sealed, row: Any) -> str:
    if not text or key_id_of(text) == first_key_id():
        return text
    place = sealed.place(row)
    return seal(unseal(text, place), place)


def _opens(text: str, sealed: Sealed, row: Any) -> bool:
    try:
        unseal(text, sealed.place(row))
    except MailError:
        return False
    return True


def _rows(sealed: Sealed) -> Iterator[Any]:
    """All of them in batches, none of them locked; rows that come later have the first key."""
    last = 0
    while batch := list(sealed.rows().filter(pk__gt=last).order_by("pk")[:BATCH]):
        yield from batch
        last = batch[-1].pk


def first_key_id() -> str:
    return str(settings.CREDENTIAL_KEYS[0][0])


def key_id_of(sealed: str) -> str:
    """The id of the key that sealed it; it is written into every sealed value."""
    return sealed.split(".")[1] if sealed.count(".") == 2 else ""
