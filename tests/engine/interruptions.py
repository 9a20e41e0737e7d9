"""A first synchronisation that is interrupted again and again, and what each blow costs."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from random import Random, randrange

from tests.engine.processes import LEASE_S, TICK_S, Processes

UNIT = 100
"""Messages of one unit of work: what a blow may cost."""

START_S = 30.0
"""What processes may take to start on a busy machine, on top of lease and tick."""

END_S = 300.0

LAST_AT = 0.8
"""The last blow falls soon after this much is done at most, so that none comes too late."""

WITHIN_A_UNIT_S = 0.05


@dataclass(frozen=True, slots=True)
class FirstSync:
    """*progress* grows up to *end* with each unit that is stored, of either pass, and *taken_up*
    whenever somebody takes the lane; *asked_again* is how many headers and texts the server was
    asked for once more than needed, so far."""

    progress: Callable[[], int]
    end: int
    taken_up: Callable[[], int]
    asked_again: Callable[[], int]


@dataclass(frozen=True, slots=True)
class Blow:
    """*strike* returns when it has happened and what was killed is being started; *is_up* when
    that is there again."""

    strike: Callable[[], None]
    is_up: Callable[[], bool] = lambda: True


@dataclass(frozen=True, slots=True)
class Interruption:
    """Seconds from the blow until what it hit was up again, until somebody took the work up, and
    until more was stored; ``asked_again`` is what the server was asked for again because of it."""

    up_s: float
    taken_up_s: float
    went_on_s: float
    asked_again: int


def by_chance() -> Random:
    """Another one each time; pytest shows its seed where a test fails."""
    seed = randrange(1_000_000)
    sys.stderr.write(f"seed {seed}\n")
    return Random(seed)


def interrupt(
    processes: Processes, sync: FirstSync, blow: Blow, times: int, chance: Random
) -> list[Interruption]:
    """*times*, at random moments that are spread over all of it; returns at its end.

    Raises AssertionError when it does not go on in time, or was over before a blow.
    """
    struck = [
        _struck(processes, sync, blow, mark, chance) for mark in _marks(sync.end, times, chance)
    ]
    processes.eventually(lambda: sync.progress() >= sync.end, END_S)
    again = [*(one.asked_again for one in struck), sync.asked_again()]
    costs = [later - before for before, later in pairwise(again)]
    return [replace(one, asked_again=cost) for one, cost in zip(struck, costs, strict=True)]


def _marks(end: int, times: int, chance: Random) -> list[int]:
    """One in each of as many equal stretches."""
    stretch = LAST_AT * end / times
    return [int(stretch * (number + chance.random())) for number in range(times)]


def _struck(
    processes: Processes, sync: FirstSync, blow: Blow, mark: int, chance: Random
) -> Interruption:
    """Its ``asked_again`` is of all blows before it."""
    processes.eventually(lambda: sync.progress() > mark, END_S)
    time.sleep(chance.uniform(0, WITHIN_A_UNIT_S))
    began = time.monotonic()
    blow.strike()
    # Only now: what a killed worker had sent to be committed may still have been.
    at, takes, again = sync.progress(), sync.taken_up(), sync.asked_again()
    assert at < sync.end, "everything was stored before the blow"
    truths = blow.is_up, lambda: sync.taken_up() > takes, lambda: sync.progress() > at
    up_s, taken_up_s, went_on_s = _seconds_until(processes, began, *truths)
    return Interruption(up_s, taken_up_s, went_on_s, again)


def _seconds_until(
    processes: Processes, began: float, *truths: Callable[[], bool]
) -> Iterator[float]:
    """From *began* until each was first seen to be so, when all have been."""
    seconds: dict[int, float] = {}

    def look() -> bool:
        for number, truth in enumerate(truths):
            if number not in seconds and truth():
                seconds[number] = time.monotonic() - began
        return len(seconds) == len(truths)

    processes.eventually(look, LEASE_S + TICK_S + START_S)
    return (seconds[number] for number in range(len(truths)))
