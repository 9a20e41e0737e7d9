from __future__ import annotations

import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mail.core.imap.response import Item, Piece, Unreadable, read_items, split_records
from tests.core.imap import plain_reader

WORDS = st.sampled_from(
    [b"(", b")", b" ", b"  ", b"NIL", b"nil", b"7", b"9" * 30, b'"', b'"a b"', b'"\\""', b"\\",
     b"[", b"]", b"BODY[1.2]<0>", b"\\Seen", b"{3}", b"{3+}", b"~{3}", b"\x00\xff", b"\n", b"x"]
)  # fmt: skip
LINES = st.lists(WORDS, max_size=30).map(b"".join)
PIECES = st.lists(
    st.one_of(LINES, st.tuples(st.one_of(LINES, LINES.map(lambda line: line + b"{2}")), LINES)),
    max_size=4,
)


def read_plainly(pieces: list[Piece]) -> tuple[Item, ...] | None:
    try:
        return plain_reader.read_items(pieces)
    except Unreadable:
        return None


def test_every_kind_of_value_is_read() -> None:
    items = read_items([b'12 (a NIL "q \\"x\\" \\\\" ()) BODY[HEADER.FIELDS (TO)]<0>'])
    assert items == (12, (b"a", None, b'q "x" \\', ()), b"BODY[HEADER.FIELDS (TO)]<0>")


def test_a_literal_is_a_value_where_it_was_announced() -> None:
    assert read_items([(b"(one {5}", b"a (b)"), b" two)"]) == ((b"one", b"a (b)", b"two"),)


def test_a_number_too_long_to_be_one_stays_text() -> None:
    assert read_items([b"9" * 30]) == (b"9" * 30,)


@pytest.mark.parametrize("line", [b"(", b")", b'"open', b"a [ b", b"(" * 1_000, b"a " * 60_000])
def test_what_breaks_the_grammar_or_the_caps_is_unreadable(line: bytes) -> None:
    with pytest.raises(Unreadable):
        read_items([line])


def test_pieces_are_put_together_into_records() -> None:
    pieces = [(b"1 ({1}", b"x"), b")", b"2 ()", None]
    assert split_records(pieces) == [[(b"1 ({1}", b"x"), b")"], [b"2 ()"]]


@given(PIECES)
def test_the_fast_reader_and_the_plain_one_read_alike(pieces: list[Piece]) -> None:
    try:
        read: tuple[Item, ...] | None = read_items(pieces)
    except Unreadable:
        read = None
    assert read == read_plainly(pieces)


@pytest.mark.parametrize("line", [b"[" * 500_000, b'"' * 500_001, b'a"' * 300_000, b"\\" * 500_000])
def test_a_long_line_that_is_none_is_given_up_in_one_look(line: bytes) -> None:
    started = time.process_time()
    with suppress(Unreadable):
        read_items([line])
    assert time.process_time() - started < 1


@given(st.binary(max_size=200))
def test_no_line_raises_anything_else(line: bytes) -> None:
    with suppress(Unreadable):
        assert isinstance(read_items([line]), tuple)
