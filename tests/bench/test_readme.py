"""README shows what was measured, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from bench.readme import ALL, BEGIN, END, IN_README, README, RESULTS, read, rewritten, table
from bench.report import say

EMPTY = f"# Title\n\n{BEGIN}\n{END}\n\nMore.\n"


def figures(tmp_path: Path, said: str) -> list[dict[str, object]]:
    file = tmp_path / "figures.jsonl"
    file.write_text(said)
    return read([file])


@pytest.mark.parametrize(("page", "chosen"), [(README, IN_README), (ALL, None)])
def test_the_pages_hold_the_latest_results(page: Path, chosen: Sequence[str] | None) -> None:
    text = page.read_text()
    assert rewritten(text, read(sorted(RESULTS.glob("*.jsonl"))), chosen) == text


def test_only_what_is_chosen_is_shown_in_that_order(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("First", "Second, p50", "Second, p95", "Third"):
        say(name, 1, "s")
    shown = table(figures(tmp_path, capsys.readouterr().out), ["Second, p50", "First", "Fourth"])
    assert [row.split("|")[1].strip() for row in shown.splitlines()[2:]] == [
        "Second, p50 / p95",
        "First",
    ]


def test_writing_the_table_twice_changes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    say("Inbox page", 12.5, "ms", "the floor", 5)
    measured = figures(tmp_path, capsys.readouterr().out)
    once = rewritten(EMPTY, measured)
    assert "| Inbox page | 12.5 ms | the floor: 5 ms | 2.50 |" in once
    assert once.endswith(f"{END}\n\nMore.\n")
    assert rewritten(once, measured) == once


def test_p50_and_p95_share_a_row(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    say("First row, p50", 0.9, "s", "a bare client", 0.05)
    say("First row, p95", 1.23, "s", "a bare client", 0.1)
    shown = table(figures(tmp_path, capsys.readouterr().out))
    assert "| First row, p50 / p95 | 0.90 / 1.23 s | a bare client: 0.05 / 0.10 s |" in shown
    assert shown.count("First row") == 1


def test_a_budget_that_is_named_is_not_said_twice(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    say("List", 45, "ms", "budget of 60 ms", 60)
    assert "| budget of 60 ms |" in table(figures(tmp_path, capsys.readouterr().out))


def test_a_later_figure_takes_the_place_of_an_earlier_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    say("Lost", 3, "messages")
    say("Lost", 0, "messages")
    assert "| Lost | 0 messages |  |  |" in table(figures(tmp_path, capsys.readouterr().out))


def test_every_line_has_the_same_five_names(capsys: pytest.CaptureFixture[str]) -> None:
    say("Lost", 0, "messages")
    say("Page", 1.5, "ms", "floor", 0.5)
    for line in map(json.loads, capsys.readouterr().out.splitlines()):
        assert set(line) >= {"name", "value", "unit", "against", "ratio"}


def test_without_markers_readme_is_left_alone() -> None:
    with pytest.raises(SystemExit):
        rewritten("# Title\n", [])
