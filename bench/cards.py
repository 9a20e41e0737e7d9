"""10,000 people and 2,000 companies on both stores: the slowest list and the slowest search.

:mod:`bench.card_pages` measures every page, each store in a process of its own; here the one with
the highest p95 of each kind is told, beside the 60 ms that it may take.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

from bench.report import note, say
from tests.servers.postgres import Postgres

BUDGET = "budget of 60 ms"
BUDGET_MS = 60

Figure = dict[str, Any]


def main() -> None:
    tell("SQLite", measured({}))
    with Postgres() as postgres:
        tell("PostgreSQL", measured({"DATABASE_URL": postgres.url}))


def measured(environment: dict[str, str]) -> list[Figure]:
    clean = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    done = subprocess.run(
        [sys.executable, "-m", "bench.card_pages"],
        env=clean | environment,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def tell(store: str, figures: list[Figure]) -> None:
    by_name = {figure["name"]: figure["value"] for figure in figures}
    for kind, is_search in (("list", False), ("search", True)):
        p95s = {
            name: value
            for name, value in by_name.items()
            if name.endswith(", p95") and ("search" in name) is is_search
        }
        slowest = max(p95s, key=lambda name: p95s[name])
        note(f"{store}, slowest {kind}: {slowest}")
        for share in ("p50", "p95"):
            value = by_name[f"{slowest.removesuffix('p95')}{share}"]
            say(f"10,000 cards on {store}, slowest {kind}, {share}", value, "ms", BUDGET, BUDGET_MS)


if __name__ == "__main__":
    main()
