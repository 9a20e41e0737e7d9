from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mail.core.imap.response import Piece, Unreadable
from mail.core.imap.scanner import LINE_LIMIT, Scanner

TALK = (
    b"* 1 FETCH (UID 1 BODY[1] {5}\r\na\r\nb\n BODY[2] {0}\r\n)\r\n"
    b"* OK still here {12}\r\n* 2 EXISTS\r\nA7 OK done {3}\r\n"
)
READ: list[list[Piece]] = [
    [(b"* 1 FETCH (UID 1 BODY[1] {5}", b"a\r\nb\n"), (b" BODY[2] {0}", b""), b")"],
    [b"* OK still here {12}"],
    [b"* 2 EXISTS"],
    [b"A7 OK done {3}"],
]


def read(talk: bytes, sizes: list[int]) -> list[list[Piece]]:
    """What is read of *talk* when it arrives in pieces of these *sizes*."""
    scanner, waiting, found = Scanner(), b"", list[list[Piece]]()
    while talk:
        size = sizes.pop(0) if sizes else len(talk)
        waiting, talk = waiting + talk[:size], talk[size:]
        found += scanner.scan(waiting)
        waiting = waiting[scanner.consumed :]
        if scanner.awaited:
            missing = scanner.awaited - len(waiting)
            waiting, talk = waiting + talk[:missing], talk[missing:]
            scanner.give(waiting)
            waiting = b""
    return found


@given(st.lists(st.integers(1, 40), max_size=60))
def test_responses_are_the_same_however_the_octets_come(sizes: list[int]) -> None:
    assert read(TALK, sizes) == READ


def test_words_for_people_that_look_like_a_literal_are_none() -> None:
    assert read(b"* NO [ALERT] mind the {3}\r\nA1 OK\r\n", []) == [
        [b"* NO [ALERT] mind the {3}"],
        [b"A1 OK"],
    ]


@pytest.mark.parametrize(
    "talk", [b"* 1 EXISTS\n", b"\r\n\n", b"x" * (LINE_LIMIT + 2), b"x" * (LINE_LIMIT + 2) + b"\r\n"]
)
def test_what_is_no_line_is_not_waited_for(talk: bytes) -> None:
    with pytest.raises(Unreadable):
        list(Scanner().scan(talk))


@given(st.binary(max_size=300))
def test_no_octets_raise_anything_else(talk: bytes) -> None:
    with suppress(Unreadable):
        read(talk, [7] * 50)
