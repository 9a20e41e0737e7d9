"""Which way a folder is brought up to date, and when a server's numbers are not believed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mail.core.imap.mailbox import Known, Selected
from mail.core.sync.plan import RESYNC_LIMIT, Held, Way, agrees, may_ask, way

HELD = Held(uidvalidity=7, uidnext=101, highestmodseq=50, exists=90, stored=90)
SAID = Selected(uidvalidity=7, uidnext=101, exists=90, highestmodseq=50)


def test_a_folder_whose_numbers_stand_still_is_left_alone() -> None:
    assert way(HELD, SAID) is Way.NOTHING


@pytest.mark.parametrize(
    "said",
    [
        {"highestmodseq": 51},
        {"highestmodseq": 60, "exists": 89},
        {"highestmodseq": 51, "uidnext": 105},
    ],
    ids=["flags", "expunged", "new"],
)
def test_what_moves_forward_is_asked_for_by_its_changes(said: dict[str, int]) -> None:
    assert way(HELD, replace(SAID, **said)) is Way.CHANGES


@pytest.mark.parametrize(
    "said",
    [
        {"uidvalidity": 8},
        {"highestmodseq": None},
        {"highestmodseq": 49},
        {"highestmodseq": 51, "uidnext": 100},
        {"highestmodseq": 51, "uidnext": 0},
        {"exists": 91, "uidnext": 102},
        {"uidnext": 102},
        {"exists": 89},
    ],
    ids=["other uids", "NOMODSEQ", "backwards", "uidnext backwards", "no uidnext",
         "mail came and the number stood still", "one came and one went",
         "mail went and the number stood still"],
)  # fmt: skip
def test_numbers_that_cannot_be_are_not_believed(said: dict[str, int | None]) -> None:
    assert way(HELD, replace(SAID, **said)) is Way.COMPARE  # type: ignore[arg-type]


def test_a_row_that_is_missing_here_is_noticed_though_the_server_says_nothing() -> None:
    assert way(replace(HELD, stored=89), SAID) is Way.COMPARE


def test_a_folder_that_was_never_stored_as_a_whole_is_compared() -> None:
    assert way(replace(HELD, highestmodseq=0), SAID) is Way.COMPARE


def test_what_the_server_counts_and_does_not_list_is_allowed_for() -> None:
    held = replace(HELD, stored=88, not_held=2)
    assert way(held, SAID) is Way.NOTHING
    assert not agrees(held, replace(SAID, exists=91))


def test_what_a_person_moved_here_and_the_server_has_not_yet_is_allowed_for() -> None:
    assert agrees(replace(HELD, stored=91, on_their_way=1), SAID)


def test_select_tells_changes_only_of_a_folder_that_is_known_and_not_huge() -> None:
    assert may_ask(HELD) == Known(7, 50)
    assert may_ask(replace(HELD, highestmodseq=0)) is None
    assert may_ask(replace(HELD, uidvalidity=-1)) is None
    assert may_ask(replace(HELD, exists=RESYNC_LIMIT + 1)) is None
