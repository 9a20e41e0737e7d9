from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mail.core.imap.response import Unreadable, read_items, split_records


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


@given(st.binary(max_size=200))
def test_no_line_raises_anything_else(line: bytes) -> None:
    with suppress(Unreadable):
        assert isinstance(read_items([line]), tuple)
