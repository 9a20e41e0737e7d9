"""A mailbox of any size: a year of mail, from the oldest letter to the newest."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random

from bench.mail.letter import Draft, Letter, octets
from bench.mail.people import Acquaintance
from bench.mail.sizes import size_bytes

ENDS_AT = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
YEAR = timedelta(days=365)
REPLY_SHARE = 0.45
_OPEN_THREADS = 60
_REFERENCES = 12


def letters(
    count: int, *, seed: str = "fjord", owner: str = "kari@fjord.example", scale: float = 1.0
) -> Iterator[Letter]:
    """*count* letters to *owner*, oldest first. *scale* shrinks their sizes.

    The same arguments give the same octets, whatever machine and Python.
    """
    chance = Random(seed)
    everybody = Acquaintance(chance)
    open_threads: deque[Draft] = deque(maxlen=_OPEN_THREADS)
    for number in range(count):
        draft = _draft(number, count, owner, everybody, open_threads, chance, scale)
        open_threads.append(draft)
        yield Letter(
            octets(draft, chance),
            draft.message_id,
            draft.date.timestamp() + chance.randint(1, 40),
            _flags(chance, age=1 - number / count),
        )


def _draft(
    number: int,
    count: int,
    owner: str,
    everybody: Acquaintance,
    open_threads: deque[Draft],
    chance: Random,
    scale: float,
) -> Draft:
    step = YEAR / count
    date = ENDS_AT - step * (count - number - chance.random())
    answered = chance.choice(open_threads) if open_threads else None
    if answered is None or chance.random() > REPLY_SHARE:
        sender, references = everybody.somebody(chance), tuple[str, ...]()
        subject = chance.choice(sender.language.subjects)
    else:
        sender, references = answered.sender, (*answered.references, answered.message_id)
        prefix = sender.language.reply_prefix
        subject = f"{prefix}{answered.subject.removeprefix(prefix)}"
    size = size_bytes(chance, scale)
    return Draft(number, sender, owner, date, subject, references[-_REFERENCES:], size)


def _flags(chance: Random, age: float) -> tuple[str, ...]:
    """What lies there long has been read."""
    flags = []
    if chance.random() < 0.6 + 0.38 * age:
        flags.append("\\Seen")
        if chance.random() < 0.3:
            flags.append("\\Answered")
    if chance.random() < 0.03:
        flags.append("\\Flagged")
    return tuple(flags)
