"""COPYUID as servers write it, and as they should not."""

from __future__ import annotations

import pytest

from mail.core.imap.copied import Copied, read_copied


def test_ranges_lead_from_the_old_uid_to_the_new_one() -> None:
    assert read_copied([b"38505 304,319:320 3956:3958"], [304, 319, 320]) == Copied(
        38505, {304: 3956, 319: 3957, 320: 3958}
    )


def test_what_is_told_for_each_set_is_put_together() -> None:
    assert read_copied([b"7 1 11", b"7 2 12"], [1, 2]).uids == {1: 11, 2: 12}


@pytest.mark.parametrize(
    "told",
    [
        b"7 1:2 11", b"7 1 11:12", b"7 1:4000000000 1:4000000000", b"7 9 11", b"0:1", b"",
        b"7 1:x 11", b"7 0 11", b"7 1 99999999999", b"7 1,,2 11,12", b"7 1 11 )",
    ],
)  # fmt: skip
def test_what_does_not_match_counts_for_nothing(told: bytes) -> None:
    assert read_copied([told], [1, 2, 3]).uids == {}


def test_two_numberings_at_once_are_not_believed() -> None:
    assert read_copied([b"7 1 11", b"8 2 12"], [1, 2]) == Copied(7, {1: 11})
