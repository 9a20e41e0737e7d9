"""What is said of interrupted synchronisations: what was lost, and how soon they went on."""

from __future__ import annotations

from collections.abc import Sequence

from bench.interrupted import Outcome
from bench.report import percentile, say
from tests.engine.interruptions import UNIT
from tests.engine.processes import LEASE_S, TICK_S

BUDGET = "lease and tick"
BUDGET_S = LEASE_S + TICK_S


def tell(label: str, outcomes: Sequence[Outcome], *, starts: bool = False) -> None:
    """*starts* where nothing can go on before what was hit is there again: how long that takes is
    a figure of its own."""
    struck = [one for outcome in outcomes for one in outcome.interruptions]
    say(f"{label}: how often", len(struck), "times")
    say(f"{label}: lost", sum(one.lost for one in outcomes), "messages")
    say(f"{label}: doubled", sum(one.doubled for one in outcomes), "messages")
    again = [one.asked_again for one in struck]
    say(f"{label}: fetched again each time, mean", sum(again) / len(again), "messages")
    say(f"{label}: fetched again each time, most", max(again), "messages", "a unit", UNIT)
    _tell_both(f"{label}: taken up again after", [one.taken_up_s for one in struck])
    _tell_slowest(f"{label}: taken up again after", [one.taken_up_s for one in struck])
    if starts:
        beyond_s = [max(0.0, one.taken_up_s - one.up_s) for one in struck]
        _tell_slowest(f"{label}: taken up again, without the start, after", beyond_s)
        _tell_both(f"{label}: started again after", [one.up_s for one in struck])
    _tell_both(f"{label}: more is stored after", [one.went_on_s for one in struck])


def _tell_both(name: str, seconds: list[float]) -> None:
    for kind, share in (("p50", 0.5), ("p95", 0.95)):
        say(f"{name}, {kind}", percentile(seconds, share), "s")


def _tell_slowest(name: str, seconds: list[float]) -> None:
    say(f"{name}, slowest", max(seconds), "s", BUDGET, BUDGET_S)
