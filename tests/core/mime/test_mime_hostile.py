"""Messages made to stop us: each is read to its end, within its caps."""

from __future__ import annotations

from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mail.core.mime.assemble import assemble
from mail.core.mime.parse import parse
from mail.core.mime.structure import from_raw


def _nested(levels: int) -> bytes:
    heads = (
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(levels)
    )
    return b"".join(heads)


HOSTILE = {
    "subject of short words": b"Subject: " + b"ab " * 330_000 + b"\n\nx",
    "many recipients": b"To: " + b"a@x.example, " * 50_000 + b"\n\nx",
    "recipients of quotes": b"To: " + b'"' * 100_000 + b"\n\nx",
    "recipients of parentheses": b"To: " + b"(" * 100_000 + b"\n\nx",
    "semicolons in the type": b"Content-Type: text/plain" + b";" * 100_000 + b"\n\nx",
    "many segments": b"Content-Type: text/plain"
    + b"".join(b"; name*%d=a" % n for n in range(20_000))
    + b"\n\nx",
    "many encoded words": b"Subject: " + b"=?utf-8?B?w6Y=?= " * 58_000 + b"\n\nx",
    "long references": b"References: " + b"<a@x> " * 170_000 + b"\n\nx",
    "many headers": b"A: b\n" * 100_000 + b"\nx",
    "continuation lines": b"A: b\n" + b" c\n" * 100_000 + b"\nx",
    "many parts": b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 100_000,
    "deep multiparts": _nested(1_000),
    "deep messages": b"Content-Type: message/rfc822\n\n" * 1_000,
    "no line ends": b"x" * 1_000_000,
    "only line ends": b"\n" * 1_000_000,
    "only carriage returns": b"\r" * 1_000_000,
    "near boundaries": b"Content-Type: multipart/mixed; boundary=-\n\n" + b"---x\n" * 200_000,
    "padding everywhere": b"Content-Transfer-Encoding: base64\n\n" + b"QQ==" * 250_000,
    "bytes of no charset": b"Subject: x\n\n" + bytes(range(128, 256)) * 8_000,
    "a meta tag over and over": b"Content-Type: text/html\n\n" + b"<meta " * 170_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_message_is_read(name: str) -> None:
    message = parse(HOSTILE[name])

    assert message.structure.parts
    assert "unreadable" not in message.defects


def test_a_hostile_nesting_stops_at_the_cap() -> None:
    assert "too-deep" in parse(_nested(1_000)).defects
    assert "too-many-parts" in parse(HOSTILE["many parts"]).defects


LINES = st.sampled_from(
    [
        b"Content-Type: multipart/mixed; boundary=b",
        b"Content-Type: multipart/alternative; boundary=bb",
        b"Content-Type: text/html; charset=utf-16; format=flowed",
        b"Content-Transfer-Encoding: base64 ",
        b"Content-Disposition: attachment; filename*=x''%ff",
        b"Subject: =?utf-8?B?" + b64encode("ø".encode())[:3] + b"?=",
        b'To: Group: <a@x, "b',
        b"Date: 32 Foo 99999 99:99 +99999",
        b"",
        b"--b",
        b"--b--",
        b"--bb",
        b" ",
        b"\xff\x00\r",
    ]
)


@given(st.binary(max_size=400) | st.lists(LINES, max_size=30).map(b"\n".join))
def test_no_bytes_make_parsing_raise(raw: bytes) -> None:
    message = assemble(*from_raw(raw))

    assert message == parse(raw)
    assert message.structure.parts
    assert "\0" not in message.text + message.html + message.headers.subject
