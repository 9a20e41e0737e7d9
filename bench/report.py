"""One figure, one JSON line."""

from __future__ import annotations

import json
from statistics import median


def say(name: str, value: float, unit: str, against: str = "", against_value: float = 0.0) -> None:
    """Print a figure beside what it was measured against in the same run."""
    line: dict[str, object] = {"name": name, "value": round(value, 3), "unit": unit}
    if against:
        line |= {"against": against, "ratio": round(value / against_value, 2)}
    print(json.dumps(line), flush=True)


def percentile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(share * (len(ordered) - 1)))]


def middle(values: list[float]) -> float:
    return float(median(values))
