"""How the names of mailboxes are kept and written back, whatever wrote them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from imapclient.imap_utf7 import decode as decode_utf7
from imapclient.imap_utf7 import encode as encode_utf7

from mail.core.imap.folder_name import DISPLACED, NAME_LIMIT, NameFault, fault_in, is_below, joined
from mail.core.imap.written_name import decoded, encoded, readable

# Bytes at random hardly ever hold a shift.
PIECES = [b"&", b"-", b"&-", b"&AOQ-", b"&APY-", b"&AOQA9g-", b"&AAo-", b"&IC4-", b"AO", b"R", b"/"]
WRITTEN = st.one_of(
    st.binary(max_size=30), st.lists(st.sampled_from(PIECES), max_size=8).map(b"".join)
)
SENDABLE = WRITTEN.filter(lambda octets: not set(octets) & set(b"\0\r\n"))
ODD = {
    "a bare ampersand": (b"R&D", "R&D"),
    "UTF-8": ("Bücher".encode(), "Bücher"),
    "Latin-1": (b"B\xfccher", "Bücher"),
    "two shifts in a row": (b"&AOQ-&APY-", "äö"),
    "letters within a shift": (b"&AOQAYgD2-", "äbö"),
    "a shift without an end": (b"&AOQ", "&AOQ"),
    "a control character": (b"a\x07b", "a�b"),
    "an encoded line end": (b"a&AA0ACg-b", "a��b"),
    "an encoded NUL": (b"a&AAA-b", "a�b"),
    "a change of direction": (b"&IC4-fdp", "�fdp"),
    "an encoded delimiter": (b"a&AC8-b", "a&AC8-b"),
    "half a character": (b"&2D0-", "&2D0-"),
}


@given(SENDABLE)
def test_a_name_goes_back_as_exactly_the_octets_that_came(octets: bytes) -> None:
    name = decoded(octets)
    assert name is not None
    assert encoded(name) == octets


@given(WRITTEN, WRITTEN)
def test_two_names_are_never_kept_as_one(one: bytes, other: bytes) -> None:
    if one != other and decoded(one) is not None:
        assert decoded(one) != decoded(other)


@given(st.text(st.characters(exclude_categories=())))
def test_nothing_that_ends_a_command_is_ever_written(name: str) -> None:
    assert not set(encoded(name)) & set(b"\0\r\n")


@given(SENDABLE)
def test_a_name_in_order_is_kept_decoded(octets: bytes) -> None:
    try:
        usual = str(decode_utf7(octets))
    except ValueError:
        return
    if encode_utf7(usual) == octets and usual.isprintable():
        assert decoded(octets) == usual


@given(st.text(st.characters(exclude_categories=("Cs", "Co"))))
def test_a_name_of_a_person_is_written_as_other_programs_write_it(name: str) -> None:
    assert encoded(name) == encode_utf7(name)


@given(SENDABLE, SENDABLE, st.sampled_from("/."))
def test_a_folder_lies_below_its_parent_whatever_their_names(
    parent: bytes, child: bytes, delimiter: str
) -> None:
    above, name = decoded(parent), decoded(parent + delimiter.encode() + child)
    assert above is not None
    assert name is not None
    assert is_below(name, above, delimiter)
    assert name == joined(above, delimiter, decoded(child) or "") or not above


@given(SENDABLE)
def test_what_is_shown_is_printable_and_short(octets: bytes) -> None:
    name = decoded(octets * 20) or ""
    shown = readable(name, "/")
    assert shown.isprintable()
    parts = zip(shown.split("/"), name.split("/"), strict=True)
    assert all(len(said) <= NAME_LIMIT or said == kept for said, kept in parts)


@pytest.mark.parametrize(("octets", "shown"), ODD.values(), ids=ODD)
def test_an_odd_name_is_shown_as_it_is_probably_meant(octets: bytes, shown: str) -> None:
    name = decoded(octets)
    assert name is not None
    assert encoded(name) == octets
    assert readable(name, "/") == shown


@pytest.mark.parametrize("octets", [b"R&D", b"\xfc", b"a\x1fb", b"&AB8-1&AB8-", b"&93I-"])
def test_what_is_kept_cannot_be_typed_nor_taken_for_a_displaced_name(octets: bytes) -> None:
    name = decoded(octets)
    assert name is not None
    assert fault_in(name, "/") is NameFault.CHARACTER
    assert not name.startswith(DISPLACED)


@pytest.mark.parametrize("octets", [b"a\0b", b"a\rb", b"a\nX DELETE INBOX"])
def test_a_name_that_no_command_can_carry_has_none_here(octets: bytes) -> None:
    assert decoded(octets) is None


def test_a_long_odd_name_is_cut_when_shown_and_kept_whole() -> None:
    octets = b"&" + b"x" * 900
    name = decoded(octets)
    assert name is not None
    assert encoded(name) == octets
    assert readable(name) == "&" + "x" * 98 + "…"
