"""Address lists, well formed and not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mail.core.address import Address
from mail.core.mime.addresses import parse_addresses


def read(raw: bytes | str) -> list[tuple[str, str]]:
    return [(a.name, a.address) for a in parse_addresses(raw)[0]]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"anna@x.example", [("", "anna@x.example")]),
        (b"<anna@x.example>", [("", "anna@x.example")]),
        (b'"Berg, Anna" <anna@x.example>', [("Berg, Anna", "anna@x.example")]),
        (b'"A \\"B\\" C" <anna@x.example>', [('A "B" C', "anna@x.example")]),
        (b"anna@x.example (Anna (at work))", [("Anna (at work)", "anna@x.example")]),
        (b"'Anna' <anna@x.example>", [("Anna", "anna@x.example")]),
        (b"anna@x.example <anna@x.example>", [("", "anna@x.example")]),
        (b"=?utf-8?Q?Berg=2C_=C3=85se?= <a@x.example>", [("Berg, Åse", "a@x.example")]),
        (b"=?utf-8?Q?Berg, Anna?= <a@x.example>", [("Berg, Anna", "a@x.example")]),
        (b'"=?utf-8?B?w4VzZQ==?=" <a@x.example>', [("Åse", "a@x.example")]),
        ("Åse <åse@x.example>", [("Åse", "åse@x.example")]),
        (b'"anna b"@x.example', [("", '"anna b"@x.example')]),
        (b'"a,b"@x.example, c@x.example', [("", '"a,b"@x.example'), ("", "c@x.example")]),
        (b"Undisclosed recipients:;", []),
        (b"Sales: a@x.example, B <b@x.example>;", [("", "a@x.example"), ("B", "b@x.example")]),
        (b"<<a@x.example>>, <>", [("", "a@x.example")]),
        (b"Postmaster", [("Postmaster", "")]),
    ],
)
def test_an_address_is_read_with_its_name(
    raw: bytes | str, expected: list[tuple[str, str]]
) -> None:
    assert read(raw) == expected


@pytest.mark.parametrize(
    "raw",
    [
        b"a@x.example; b@x.example",
        b"a@x.example,, ,b@x.example,",
        b"<a@x.example> <b@x.example>",
        b"<a@x.example, b@x.example",
        b"<<a@x.example>>, b @ x.example",
        b'"a@x.example, <b@x.example>',
        b"(a@x.example, b@x.example",
        b"mailto:a@x.example,\r\n\tb@x.example",
        b"'a@x.example', b@x.example".replace(b"'", b'"'),
    ],
)
def test_a_malformed_list_still_yields_its_addresses(raw: bytes) -> None:
    assert [a.address for a in parse_addresses(raw)[0]] == ["a@x.example", "b@x.example"]


def test_an_encoded_name_cannot_smuggle_an_address_or_a_line_break() -> None:
    found = read(b"=?utf-8?Q?eve=40x.example=0D=0A=2C?= <anna@x.example>")

    assert found == [("eve@x.example  ,", "anna@x.example")]


def test_addresses_beyond_the_limit_are_counted() -> None:
    raw = b", ".join(b"n%d@x.example" % number for number in range(50_000))

    found, left_out = parse_addresses(raw)

    assert (len(found), left_out) == (2_000, 48_000)
    assert found[-1] == Address("", "n1999@x.example")


@pytest.mark.parametrize(
    "unit",
    [b'"', b'\\"', b"(", b"<", b'<"', b'<"<"', b"=", b":;", b" @", b'"@"', b"a (", b"=?a?b?"],
)
def test_a_long_hostile_list_is_read_to_its_end(unit: bytes) -> None:
    found, _ = parse_addresses(b'"' + unit * (200_000 // len(unit)))

    assert len(found) <= 2_000


@given(st.text('a@ "\\()<>,;:=?é\n', max_size=40))
def test_no_list_makes_the_parser_raise(raw: str) -> None:
    found, left_out = parse_addresses(raw, limit=3)

    assert len(found) <= 3
    assert left_out >= 0
    assert all(a.name or a.address for a in found)
