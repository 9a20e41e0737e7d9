from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mail.core.imap.flags import parse_flags
from mail.core.imap.ranges import SET_LIMIT, sequence_sets


def expanded(sequence_set: str) -> list[int]:
    uids: list[int] = []
    for run in sequence_set.split(","):
        first, _, last = run.partition(":")
        uids += range(int(first), int(last or first) + 1)
    return uids


def test_neighbours_become_a_range() -> None:
    assert list(sequence_sets([7, 3, 1, 2, 5, 4, 2])) == ["1:5,7"]


def test_no_uids_are_no_set() -> None:
    assert list(sequence_sets([])) == []


def test_a_set_is_never_longer_than_servers_take() -> None:
    sets = list(sequence_sets(range(1_000_000, 1_040_000, 2)))
    assert len(sets) > 1
    assert max(map(len, sets)) <= SET_LIMIT


@given(st.sets(st.integers(1, 500)))
def test_the_sets_name_each_uid_once(uids: set[int]) -> None:
    named = [uid for sequence_set in sequence_sets(uids) for uid in expanded(sequence_set)]
    assert named == sorted(uids)


def test_flags_are_read_without_regard_to_case() -> None:
    flags = parse_flags([b"\\SEEN", b"\\answered", b"\\Recent", b"$MDNSent", b"NonJunk"])
    assert (flags.seen, flags.answered, flags.draft) == (True, True, False)
    assert flags.keywords == ("$mdnsent", "nonjunk")
