"""Days on which messages came become few spans that a server can search."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from mail.core.sync.spans import spans


def may(day: int) -> date:
    return date(2026, 5, day)


def test_a_day_is_searched_with_its_neighbours() -> None:
    assert spans([may(10)], most=5) == [(may(9), may(12))]


def test_no_days_are_no_search() -> None:
    assert spans([], most=5) == []


def test_days_whose_neighbours_touch_are_one_span() -> None:
    assert spans([may(13), may(10), may(10)], most=5) == [(may(9), may(15))]
    assert spans([may(14), may(10)], most=5) == [(may(9), may(12)), (may(13), may(16))]


def test_what_lies_apart_furthest_is_kept_apart_where_there_are_too_many() -> None:
    days = [may(1), may(6), date(2026, 8, 1), date(2027, 1, 1)]
    assert spans(days, most=3) == [
        (date(2026, 4, 30), may(8)),
        (date(2026, 7, 31), date(2026, 8, 3)),
        (date(2026, 12, 31), date(2027, 1, 3)),
    ]
    assert spans(days, most=1) == [(date(2026, 4, 30), date(2027, 1, 3))]


@pytest.mark.parametrize("most", [1, 2, 10, 50])
def test_every_day_is_within_one_of_so_many_spans(most: int) -> None:
    days = [may(1) + timedelta(days=number * number) for number in range(60)]
    found = spans(days, most)
    assert len(found) <= most
    assert all(any(first < day < behind for first, behind in found) for day in days)


def test_the_ends_of_the_calendar_are_days_like_others() -> None:
    assert spans([date.min, date.max], most=2) == [
        (date.min, date.min + timedelta(days=2)),
        (date.max - timedelta(days=1), date.max),
    ]
