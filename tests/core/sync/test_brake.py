"""What is let go at once and what is held back until somebody is sure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from mail.core.sync.brake import LOOKS_APART, Looks, Loss, Verdict, judge

NOW = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "loss",
    [
        Loss(had=50, going=50),
        Loss(had=3, going=3, is_whole=True),
        Loss(had=10_000, going=5_000),
        Loss(had=400, going=400, is_emptied_often=True),
        Loss(had=0, going=0),
    ],
    ids=["all of a small folder", "a small folder", "half of a large one", "Trash", "nothing"],
)
def test_what_a_person_may_have_done_goes(loss: Loss) -> None:
    assert judge(loss) is Verdict.LET_GO


@pytest.mark.parametrize(
    "loss",
    [
        Loss(had=100, going=51),
        Loss(had=10_000, going=9_000),
        Loss(had=51, going=51, is_whole=True),
        Loss(had=1_000, going=60, is_whole=True),
        Loss(had=400, going=400, is_whole=True, is_emptied_often=True),
        Loss(had=0, going=60),
    ],
    ids=["most of a folder", "nearly all", "a whole folder", "what is left of one",
         "the whole Trash", "more than was counted"],
)  # fmt: skip
def test_what_looks_like_a_fault_is_held(loss: Loss) -> None:
    assert judge(loss) is Verdict.HOLD


def test_a_folder_that_runs_empty_in_small_portions_is_held_in_the_end() -> None:
    left, drained = 200, 0
    while judge(Loss(had=left, going=40, drained=drained)) is Verdict.LET_GO:
        left, drained = left - 40, drained + 40
    assert left == 120


def test_three_looks_within_a_day_that_find_the_same_are_sure() -> None:
    looks = Looks()
    for hours in (0, 12, 24):
        assert not looks.is_sure
        looks = looks.again(NOW + timedelta(hours=hours), is_same=True)
    assert looks.is_sure


def test_looking_every_minute_makes_nothing_sure() -> None:
    looks = Looks()
    for minute in range(600):
        looks = looks.again(NOW + timedelta(minutes=minute), is_same=True)
    assert looks.times == 1


def test_another_set_of_missing_messages_begins_anew() -> None:
    looks = Looks(2, NOW).again(NOW + LOOKS_APART, is_same=False)
    assert looks.times == 1
