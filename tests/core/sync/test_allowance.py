"""Of what a provider lets an account download in a day, some is left to others, and near the end
little is brought at a time."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis.strategies import integers

from mail.core.sync.allowance import MORSEL_BYTES, OURS, allowance

PER_DAY = 2_500_000_000


def test_where_nobody_counts_nothing_is_put_off() -> None:
    allowed = allowance(None, 10**12)
    assert (allowed.size_bytes, allowed.pause) == (None, timedelta(0))


def test_bulk_work_goes_on_at_once_until_little_is_left() -> None:
    assert allowance(PER_DAY, 0).pause == timedelta(0)
    nearly = allowance(PER_DAY, 1_800_000_000)
    assert (nearly.size_bytes, nearly.pause) == (MORSEL_BYTES, timedelta(minutes=15))


@given(integers(0, 3 * PER_DAY))
def test_a_run_never_brings_more_than_is_ours(brought: int) -> None:
    size_bytes = allowance(PER_DAY, brought).size_bytes
    assert size_bytes is not None
    assert size_bytes == max(0, min(size_bytes, int(PER_DAY * OURS) - brought))


def test_a_day_of_morsels_fits_into_what_is_kept_for_them() -> None:
    brought, runs = 1_500_000_000, 0
    while (allowed := allowance(PER_DAY, brought)).size_bytes:
        brought, runs = brought + allowed.size_bytes, runs + 1
    assert runs > timedelta(days=1) / allowance(PER_DAY, 1_800_000_000).pause
