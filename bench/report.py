"""One figure, one JSON line on standard output; what happens meanwhile on standard error."""

from __future__ import annotations

import json
import sys
from statistics import median


def say(name: str, value: float, unit: str, against: str = "", against_value: float = 0.0) -> None:
    """Print a figure, beside what it was measured against in the same run, in the same unit."""
    line: dict[str, object] = {"name": name, "value": round(value, 3), "unit": unit}
    line |= {"against": against, "against_value": None, "ratio": None}
    if against and against_value:
        line["against_value"] = round(against_value, 3)
        line["ratio"] = round(value / against_value, 3)
    print(json.dumps(line, ensure_ascii=False), flush=True)


def note(words: str) -> None:
    print(f"  {words}", file=sys.stderr, flush=True)


def percentile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(share * (len(ordered) - 1)))]


def middle(values: list[float]) -> float:
    return float(median(values))
