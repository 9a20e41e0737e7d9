"""The tables of figures, between their two markers: all in docs/figures.md, some in README.

    python -m bench.readme [FILE …]

One row for each figure; “…, p50” and “…, p95” of one name share a row. A later file's figure takes
the place of an earlier one's of the same name.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
README, ALL = ROOT / "README.md", ROOT / "docs" / "figures.md"
RESULTS = ROOT / "bench" / "results"
BEGIN, END = "<!-- figures: begin (tools/readme-table) -->", "<!-- figures: end -->"
HEAD = ["| What | Measured | Beside | Ratio |", "|---|---|---|---|"]
IN_README = (
    "Sign in → first row, INBOX of 10,000 messages, p50",
    "First inbox view, compressed",
    "Inbox page, 10,000 messages, p50",
    "First sync of 10,000 messages over TLS into SQLite",
    "First sync of 10,000 messages over TLS into SQLite: all listed",
    "First sync of 10,000 messages over TLS into SQLite: first row after signing in",
    "First sync of 10,000 messages over TLS into SQLite: peak memory",
    "First sync of 10,000 messages over TLS into PostgreSQL",
    "Killed in the middle of a first sync (process, Redis, database)",
    "50,000 messages, QRESYNC: no change",
    "50,000 messages, QRESYNC: 100 flags",
    "50,000 messages, QRESYNC: 10 new",
    "Delivery → visible row, p50",
    "1000 idle TLS connections, memory of each",
    "Set-up: servers of well-known providers",
    "Set-up, diagnosis: IMAP sign-in",
    "Set-up: time to an answer, 150 ms of latency, p50",
    "Set-up: passwords heard where they may not be",
)
"""What a stranger wants to know first. A figure that was not measured has no row."""

PROGRAMS = ("python", "django", "dovecot", "chromium", "mbsync", "postgresql", "redis")
_SPELLED = {"postgresql": "PostgreSQL", "mbsync": "mbsync"}

Figure = dict[str, Any]


def main(arguments: list[str]) -> None:
    files = [Path(name) for name in arguments] or sorted(RESULTS.glob("*.jsonl"))
    if not files:
        raise SystemExit("There are no figures: make bench > bench/results/bench.jsonl")
    measured = read(files)
    README.write_text(rewritten(README.read_text(), measured, IN_README))
    ALL.write_text(rewritten(ALL.read_text(), measured))


def read(files: Iterable[Path]) -> list[Figure]:
    return [json.loads(line) for file in files for line in file.read_text().splitlines() if line]


def rewritten(page: str, figures: list[Figure], chosen: Sequence[str] | None = None) -> str:
    """*page* with the table of *figures*, or of those that are *chosen*, between its markers.

    Raises SystemExit without them.
    """
    before, begin, rest = page.partition(BEGIN)
    _old, end, after = rest.partition(END)
    if not begin or not end:
        raise SystemExit("A page has lost the markers of its table.")
    return f"{before}{begin}\n{table(figures, chosen)}\n{end}{after}"


def table(figures: list[Figure], chosen: Sequence[str] | None = None) -> str:
    by_name = {figure["name"]: figure for figure in figures if figure["name"] != "machine"}
    names = by_name if chosen is None else [name for name in chosen if name in by_name]
    rows = [_row(by_name, name) for name in names if not _is_told_beside_p50(by_name, name)]
    machines = [figure for figure in figures if figure["name"] == "machine"]
    return "\n".join([*HEAD, *rows, *([""] if machines else []), *_machine(machines)])


def _is_told_beside_p50(by_name: dict[str, Figure], name: str) -> bool:
    return name.endswith(", p95") and f"{name.removesuffix('p95')}p50" in by_name


def _row(by_name: dict[str, Figure], name: str) -> str:
    figures = [by_name[name]]
    if name.endswith(", p50") and (p95 := by_name.get(f"{name.removesuffix('p50')}p95")):
        figures.append(p95)
        name = f"{name} / p95"
    cells = [name, _measured(figures), _beside(figures), _ratio(figures)]
    return f"| {' | '.join(cells)} |"


def _measured(figures: list[Figure]) -> str:
    return f"{_both(_number(figure['value']) for figure in figures)} {figures[0]['unit']}"


def _beside(figures: list[Figure]) -> str:
    first = figures[0]
    if not first["against"]:
        return ""
    values = [figure["against_value"] for figure in figures]
    told = f"{_both(dict.fromkeys(map(_number, values)))} {first['unit']}"
    return first["against"] if told in first["against"] else f"{first['against']}: {told}"


def _ratio(figures: list[Figure]) -> str:
    ratios = [figure["ratio"] for figure in figures if figure["ratio"] is not None]
    return _both(f"{ratio:.2f}" for ratio in ratios)


def _both(texts: Iterable[str]) -> str:
    return " / ".join(texts)


def _number(value: float) -> str:
    """Three digits at least, and no more than mean something: 0.05, 1.41, 43.6, 1,240."""
    if value == int(value):
        return f"{value:,.0f}"
    return f"{value:,.{2 if abs(value) < 10 else 1 if abs(value) < 100 else 0}f}"


def _machine(machines: list[Figure]) -> list[str]:
    if not machines:
        return []
    last = machines[-1]
    versions = [f"{_SPELLED.get(name, name.capitalize())} {last[name]}" for name in PROGRAMS
                if last.get(name)]  # fmt: skip
    return [f"{last['value']} cores, loopback; {', '.join(versions)}."]


if __name__ == "__main__":
    main(sys.argv[1:])
