"""Transfer encodings and flowed text, with the faults that senders make."""

from __future__ import annotations

from base64 import b64encode, encodebytes

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mail.core.mime.assemble import decode_part
from mail.core.mime.flowed import unflow
from mail.core.mime.message import Part
from mail.core.mime.transfer import decode_base64, decode_transfer


def part(encoding: str) -> Part:
    return Part("1", "text/plain", 0, encoding=encoding)


@pytest.mark.parametrize(
    "data",
    [
        b"SGVsbG8sIHdvcmxkIQ==",
        b"SGVsbG8sIHdvcmxkIQ",
        b"SGVs bG8s\r\nIHdv*cmxk\xa0IQ=\r\n=\r\n",
        b"SGVsbG8=\r\nLCB3b3JsZCE=\r\n",
        b"SGVsbG8sIHdvcmxkIQ==\r\nA footer in words\r\n",
        b"SGVsbG8sIHdvcmxkIQ==\r\n________\r\nfooter\r\n",
        b"SGVsbG8sIHdvcmxkIQ==X",
    ],
)
def test_base64_is_decoded_in_spite_of_its_faults(data: bytes) -> None:
    assert decode_part(part("base64"), data) == b"Hello, world!"


def test_a_footer_behind_unpadded_base64_is_left_out() -> None:
    data = encodebytes(b"Hello, world") + b"_______\r\nTo leave, write to us\r\n"

    assert decode_base64(data) == b"Hello, world"


@given(st.binary())
def test_base64_of_anything_comes_back(data: bytes) -> None:
    assert decode_base64(encodebytes(data)) == data
    assert decode_base64(b64encode(data)) == data


@given(st.binary(), st.sampled_from(["base64", "quoted-printable", "x-unknown", ""]))
def test_no_body_makes_decoding_raise(data: bytes, encoding: str) -> None:
    assert isinstance(decode_part(part(encoding), data), bytes)


@pytest.mark.parametrize("unit", [b"a=", b"=", b"=\t", b"\n", b"a= \n", b"=\n--"])
def test_a_megabyte_of_broken_base64_is_read(unit: bytes) -> None:
    assert isinstance(decode_base64(unit * (1_000_000 // len(unit))), bytes)


def test_quoted_printable_survives_broken_escapes() -> None:
    assert decode_part(part("quoted-printable"), b"=C3=A5 =ZZ 100=\r\n%=") == "å =ZZ 100%".encode()


@pytest.mark.parametrize(
    ("flowed", "shown"),
    [
        ("one \ntwo\nthree", "one two\nthree"),
        ("> one \n> two\n>> three", "> one two\n>> three"),
        ("> one \nmine", "> one \nmine"),
        ("last \n-- \nAnna", "last \n-- \nAnna"),
        (" From stuffed\n >not a quote", "From stuffed\n>not a quote"),
        ("open end ", "open end "),
    ],
)
def test_flowed_paragraphs_are_joined(flowed: str, shown: str) -> None:
    assert unflow(flowed) == shown


def test_delsp_removes_the_blank_that_marks_the_soft_break() -> None:
    assert unflow("br \ning", delsp=True) == "bring"


def test_words_that_are_called_base64_are_shown_as_they_are() -> None:
    words = b"This is plainly no base64!\r\n"

    assert decode_transfer("base64", words) == words
    assert decode_transfer("base64", b"VHdl!bHZl\r\n*IHJv cGVz\r\n") == b"Twelve ropes"
