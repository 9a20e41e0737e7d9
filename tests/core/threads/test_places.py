"""By which ids a message belongs to a conversation."""

from __future__ import annotations

import pytest

from mail.core.threads.places import NAMED_LIMIT, Place, id_of, places_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<a@x.example>", "a@x.example"),
        ("a@x.example", "a@x.example"),
        (" <a@X.Example> ", "a@x.example"),
        ("<AbC=@x.example>", "AbC=@x.example"),
        ('<"a@b"@x>', '"a@b"@x'),
        ("<>", ""), ("", ""), ("<mail.example>", ""), ("<@mail.example>", ""), ("<a@>", ""),
    ],
)  # fmt: skip
def test_an_id_is_the_same_with_and_without_brackets(text: str, expected: str) -> None:
    assert id_of(text) == expected


def ids(places: list[Place]) -> list[str]:
    return [place.id for place in places]


def test_a_message_stands_at_its_own_id_and_at_those_it_names_each_once() -> None:
    first, other = "<1@x>", "<2@x>"
    places = places_of("<3@x>", other, (first, other, "<3@x>", "<>"), "Re: Offer")
    assert [(place.is_own, place.is_trusted) for place in places] == [
        (True, False), (False, True), (False, False),
    ]  # fmt: skip
    assert len(set(ids(places))) == 3


def test_only_an_answer_is_trusted_under_another_subject() -> None:
    for subject in ("Offer", "Fwd: Offer", "WG: Offer"):
        assert not any(place.is_trusted for place in places_of("a@x", "b@x", (), subject))


def test_of_many_references_the_first_and_the_latest_count() -> None:
    many = tuple(f"{number}@x" for number in range(800))
    named = ids(places_of("", "", many, "Offer"))
    assert len(named) == NAMED_LIMIT
    assert named[0] == ids(places_of("", "", ("0@x",), ""))[0]
    assert named[-1] == ids(places_of("", "", ("799@x",), ""))[0]


def test_a_message_without_a_usable_id_stands_nowhere() -> None:
    assert places_of("<>", "localhost", ("", "<>"), "Re: Offer") == []
