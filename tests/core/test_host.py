"""Names of servers as they are typed."""

from __future__ import annotations

import pytest

from mail.core.host import parse_host


@pytest.mark.parametrize(
    ("typed", "host"),
    [
        (" Mail.Example.COM. ", "mail.example.com"),
        ("münchen.example", "xn--mnchen-3ya.example"),
        ("mailhost", "mailhost"),
        ("10.1.2.3", "10.1.2.3"),
        ("[2001:DB8::1]", "2001:db8::1"),
    ],
)
def test_a_host_is_kept_in_one_spelling(typed: str, host: str) -> None:
    assert parse_host(typed) == host


@pytest.mark.parametrize(
    "typed",
    ["", "a b", "a/b", "a:993", "-a.example", "a..b", "127.1", "0x7f000001", "a" * 64, "a." * 200,
     "https://mail.example", "mail.example\r\nX: y", "\u202e.example"],
)  # fmt: skip
def test_anything_else_is_refused(typed: str) -> None:
    with pytest.raises(ValueError):
        parse_host(typed)
