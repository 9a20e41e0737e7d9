"""Bytes become text whatever they claim to be."""

from __future__ import annotations

from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mail.core.mime.charset import decode_header, decode_text


@pytest.mark.parametrize(
    ("codec", "declared", "text"),
    [
        ("gbk", "x-gbk", "报价单"),
        ("cp949", "ks_c_5601-1987", "안녕하세요"),
        ("mac-cyrillic", "X-MAC-CYRILLIC", "Привет"),
        ("iso8859-8", "iso-8859-8-i", "שלום"),
        ("cp850", "cp-850", "Smørrebrød"),
        ("utf-8", "utf8mb4", "Smørrebrød"),
        ("cp1252", "iso-8859-1", "“Tilbud” – 5 €"),
        ("iso2022_jp", "ISO-2022-JP", "こんにちは"),
        ("cp1251", "win-1251", "Привет"),
    ],
)
def test_a_declared_charset_is_understood_by_its_usual_names(
    codec: str, declared: str, text: str
) -> None:
    assert decode_text(text.encode(codec), declared) == text


def test_utf_8_is_recognised_under_a_wrong_declaration() -> None:
    assert decode_text("Blåbær".encode(), "iso-8859-1") == "Blåbær"


def test_a_declared_multibyte_charset_goes_before_accidental_utf_8() -> None:
    assert decode_text("联通".encode("gbk"), "gb2312") == "联通"


@pytest.mark.parametrize("declared", ["", "us-ascii", "X-UNKNOWN", "utf-8", "unicode_escape", "\0"])
def test_western_text_without_a_usable_charset_is_windows_1252(declared: str) -> None:
    assert decode_text("Grüße aus Köln, 5 €".encode("cp1252"), declared) == "Grüße aus Köln, 5 €"


def test_one_bad_byte_does_not_spoil_a_utf_8_text() -> None:
    text = decode_text("Blåbær og rødgrød ".encode() + b"\xff", "utf-8")

    assert text == "Blåbær og rødgrød \ufffd"


def test_long_undeclared_text_of_another_alphabet_is_recognised() -> None:
    text = "Привет, это длинное письмо о поставке товара на наш склад"

    assert decode_text(text.encode("koi8-r"), "") == text


@given(st.binary(max_size=300), st.text(max_size=20))
def test_text_never_holds_what_a_database_refuses(data: bytes, declared: str) -> None:
    text = decode_text(data, declared)

    assert "\0" not in text
    assert text.encode("utf-8").decode("utf-8") == text


def test_an_encoded_word_split_inside_a_character_is_joined() -> None:
    whole = "rødgrød".encode()
    raw = b"=?utf-8?B?%s?=\r\n =?utf-8?B?%s?=" % (b64encode(whole[:2]), b64encode(whole[2:]))

    assert decode_header(raw) == "rødgrød"


def test_base64_cut_inside_a_group_of_four_is_joined() -> None:
    encoded = b64encode("Smørrebrød".encode())

    raw = b"=?utf-8?B?%s?= =?utf-8?B?%s?=" % (encoded[:6], encoded[6:])

    assert decode_header(raw) == "Smørrebrød"


def test_blanks_vanish_between_encoded_words_and_stay_beside_plain_ones() -> None:
    raw = b"Sv: =?iso-8859-1?Q?S=F8k?= =?utf-8?q?_om_?=\r\n\t=?utf-8*da?Q?br=C3=B8d=3F?= nu"

    assert decode_header(raw) == "Sv: Søk om brød? nu"


def test_raw_eight_bit_headers_are_read_as_utf_8_or_windows_1252() -> None:
    assert decode_header("Blåbær".encode()) == "Blåbær"
    assert decode_header("Blåbær".encode("latin-1")) == "Blåbær"


def test_utf_7_in_a_header_is_shown_and_not_decoded() -> None:
    assert decode_header(b"=?utf-7?Q?+ADw-script+AD4-?=") == "+ADw-script+AD4-"


def test_an_encoded_line_break_cannot_leave_its_header() -> None:
    assert decode_header(b"=?utf-8?Q?Hi=0D=0ABcc:_eve=00?=") == "Hi  Bcc: eve"


@pytest.mark.parametrize("raw", [b"=?", b"=?utf-8?", b"=?utf-8?B?", b"=?x?Q?a", b"=?utf-8?B?@@@?="])
def test_a_broken_encoded_word_is_no_reason_to_stop(raw: bytes) -> None:
    assert isinstance(decode_header(raw), str)


def test_a_header_of_seventy_thousand_encoded_words_is_read() -> None:
    raw = b" ".join([b"=?utf-8?B?w6Y=?=", b"=?iso-8859-1?Q?=E6?="] * 35_000)

    assert decode_header(raw) == "æ" * 70_000


@pytest.mark.parametrize("unit", [b"=?", b"=?a?q?x", b"=?a?q?a?a", b"=?a?b?=", b"?=", b"=?x\n "])
def test_a_megabyte_of_broken_encoded_words_is_read(unit: bytes) -> None:
    assert decode_header(unit * (1_000_000 // len(unit)))
