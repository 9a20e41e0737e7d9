"""Names of attachments."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mail.core.mime.filename import filename_of, safe_filename
from mail.core.mime.parameters import Parameters, parse_parameters


def name_in(disposition: bytes, content_type: bytes = b"application/pdf") -> str:
    return filename_of(parse_parameters(disposition)[1], parse_parameters(content_type)[1])


@pytest.mark.parametrize(
    "disposition",
    [
        b'attachment; filename="Tilbud p\xc3\xa5.pdf"',
        b'attachment; filename="Tilbud p\xe5.pdf"',
        b"attachment; filename=Tilbud p\xc3\xa5.pdf",
        b"attachment; filename*=utf-8'da'Tilbud%20p%C3%A5.pdf; filename=x.pdf",
        b"attachment; filename*1*=%A5.pdf; filename*0*=utf-8''Tilbud%20p%C3",
        b"attachment; filename*0*=iso-8859-1''Tilbud%20p%E5; filename*1=\".pdf\"",
        b"attachment; filename==?utf-8?Q?Tilbud_p=C3=A5.pdf?=",
        b'attachment; filename="=?utf-8?B?VGlsYnVkIHDDpS5wZGY=?="',
        'attachment; filename="Tilbud pa\u030a.pdf"'.encode(),
    ],
)
def test_a_name_is_read_however_it_is_written(disposition: bytes) -> None:
    assert name_in(disposition) == "Tilbud på.pdf"


def test_the_name_parameter_serves_when_the_disposition_has_none() -> None:
    assert name_in(b"inline", b'image/png; NAME="logo.png"') == "logo.png"


@pytest.mark.parametrize(
    ("raw", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\tilbud.doc", "tilbud.doc"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("a\r\nb\0.txt", "a b.txt"),
        ('<b>"x".txt', "_b__x_.txt"),
        (".htaccess", "htaccess"),
        ("NUL.txt", "_NUL.txt"),
        ("..", ""),
        ("", ""),
    ],
)
def test_a_name_cannot_lead_anywhere_or_look_like_another(raw: str, safe: str) -> None:
    assert safe_filename(raw) == safe


def test_a_long_name_keeps_its_extension() -> None:
    shortened = safe_filename("å" * 300 + ".pdf")

    assert len(shortened) == 120
    assert shortened.endswith("å.pdf")


@given(st.text(max_size=200))
def test_a_safe_name_is_safe_again(raw: str) -> None:
    safe = safe_filename(raw)

    assert len(safe) <= 120
    assert "/" not in safe and "\\" not in safe and "\0" not in safe
    assert safe_filename(safe) == safe


@pytest.mark.parametrize(
    "value",
    [
        b"text/plain" + b";" * 100_000,
        b"text/plain; " + b"a" * 100_000,
        b'text/plain; a="' + b'\\"' * 50_000,
        b"text/plain" + b"".join(b"; name*%d=a" % n for n in range(20_000)),
        b'text/plain; name="' + ("a" + "\u0301\u0316" * 10_000).encode() + b'"',
    ],
)
def test_hostile_parameters_are_read_to_their_end(value: bytes) -> None:
    kind, parameters = parse_parameters(value)

    assert kind == b"text/plain"
    assert len(filename_of(Parameters(), parameters)) <= 500
