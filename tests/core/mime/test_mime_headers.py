"""Header blocks, whole and broken."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from mail.core.mime.dates import parse_date
from mail.core.mime.headers import parse_headers


def test_a_stray_line_does_not_end_the_header_block() -> None:
    headers = parse_headers(b"From: a@x.example\r\nnobody's line\r\nSubject: Here\r\n\r\n")

    assert headers.subject == "Here"
    assert headers.defects == ("header-line-broken",)


def test_what_follows_the_empty_line_is_no_header() -> None:
    assert parse_headers(b"From: a@x.example\n\nSubject: body\n").subject == ""


def test_the_first_of_two_subjects_counts_and_recipients_are_joined() -> None:
    headers = parse_headers(b"Subject: 1\nSUBJECT : 2\nTo: a@x.example\nTo: b@x.example\n")

    assert headers.subject == "1"
    assert [a.address for a in headers.to] == ["a@x.example", "b@x.example"]


def test_message_ids_lose_their_brackets() -> None:
    headers = parse_headers(
        b"Message-ID: <[x@microsoft.com]>\nIn-Reply-To: Yours of Monday <a@x>\n"
        b"References: <r@x>\r\n\t<a @x> <r@x>\n"
    )

    assert headers.message_id == "[x@microsoft.com]"
    assert headers.in_reply_to == "a@x"
    assert headers.references == ("r@x", "a@x")


def test_long_references_keep_the_first_and_the_latest() -> None:
    block = b"References: " + b" ".join(b"<%d@x>" % n for n in range(500))

    references = parse_headers(block).references

    assert len(references) == 100
    assert (references[0], references[1], references[-1]) == ("0@x", "401@x", "499@x")


@pytest.mark.parametrize(
    "value",
    [
        b"Tue, 3 Nov 2026 10:15:00 +0100",
        b"Tue, 03 Nov 2026 04:15:00 EST",
        b"Tue, 3 Nov 2026 10:15 CET",
        b"3 Nov 26 09:15:00",
        b"Tue, 3 Nov 2026 10:15:00 +0100 (CET)",
        b"2026-11-03T10:15:00+01:00",
    ],
)
def test_a_date_is_a_moment_in_utc(value: bytes) -> None:
    assert parse_date(value) == datetime(2026, 11, 3, 9, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    "value",
    [
        b"",
        b"yesterday",
        b"Tue, 31 Feb 2026 10:15:00 +0100",
        b"1 Jan 1066 00:00:00 +2300",
        b"1 Jan 2026 00:00:00 +9999",
        b"1 Jan 9999 23:59:59 -1200",
        b"Tue, 3 Nov \xff",
        b", " * 5_000,
    ],
)
def test_a_senseless_date_is_none(value: bytes) -> None:
    assert parse_date(value) is None


@pytest.mark.parametrize(
    ("block", "defect"),
    [
        (b"Subject: " + b"word " * 20_000, "header-truncated"),
        (b"A: b\r\n" * 20_000, "too-many-headers"),
        (b"A: " + b"b" * 600_000, "header-block-truncated"),
        (b"To: " + b"a@x, " * 2_500, "too-many-addresses"),
        (b"Date: never", "date-invalid"),
    ],
)
def test_a_header_beyond_its_cap_is_cut_and_says_so(block: bytes, defect: str) -> None:
    assert defect in parse_headers(block).defects


def test_recipients_beyond_the_cap_are_counted() -> None:
    headers = parse_headers(b"To: " + b"a@x, " * 2_500 + b"\nCc: " + b"b@x, " * 2_001)

    assert headers.recipients_left_out == 501
