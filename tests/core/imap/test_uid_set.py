"""Sets of uids from a server that may say anything."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mail.core.imap.ranges import sequence_sets
from mail.core.imap.uid_set import RANGES_LIMIT, UidSet, parse_uid_set


@given(st.sets(st.integers(1, 2**32 - 1), max_size=200))
def test_what_is_written_is_read_again(uids: set[int]) -> None:
    written = ",".join(sequence_sets(uids))
    found = parse_uid_set(written.encode())
    assert list(found.spelt_out()) == sorted(uids)
    assert found.size == len(uids)


def test_ranges_may_stand_in_any_order_and_overlap() -> None:
    assert parse_uid_set(b"9:7,1:3,2:5,6").ranges == ((1, 9),)


def test_ten_octets_that_name_every_uid_are_not_spelt_out() -> None:
    everything = parse_uid_set(b"1:4294967295")
    assert everything.size == 2**32 - 1
    assert 123_456_789 in everything
    assert 0 not in everything


def test_what_is_no_uid_is_left_out() -> None:
    assert parse_uid_set(b"0,x,4294967296,99999999999999999999,*,5").ranges == ((5, 5),)
    assert not parse_uid_set(b"")


def test_a_set_has_an_end() -> None:
    octets = b",".join(b"%d" % (number * 2) for number in range(1, RANGES_LIMIT + 100))
    assert len(parse_uid_set(octets).ranges) == RANGES_LIMIT


@given(st.binary(max_size=60))
def test_any_octets_are_read_somehow(octets: bytes) -> None:
    assert isinstance(parse_uid_set(octets), UidSet)
