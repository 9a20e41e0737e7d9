"""The quick ways for what nearly every letter has give the answers of the thorough ones."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from email.utils import format_datetime

from hypothesis import given
from hypothesis import strategies as st

from mail.core.html.text import html_to_text, snippet, snippet_of_html
from mail.core.mime import addresses, dates

PIECES = st.sampled_from(
    [b"Ole", b"Berg", b" ", b"  ", b"\r\n ", b"\t", b",", b";", b":", b'"', b'"Ole Berg"', b"'",
     b"<", b">", b"(", b")", b"@", b"a@b.c", b"<a@b.c>", b"=?utf-8?q?=C3=A6?=", b"\\", b"=", b"[",
     b"=?utf-8?b?w6Y=?=", b"=?utf-8?q?a_b,c?=", b"=?utf-8?q?a  b?=", b"?", b"mailto:", b"\xe6"]
)  # fmt: skip
ZONES = st.integers(-839, 839).map(lambda minutes: timezone(timedelta(minutes=minutes)))
MOMENTS = st.datetimes(datetime(1971, 1, 2), datetime(2198, 1, 1), timezones=ZONES)
BLOCKS = st.sampled_from(
    ["<p>", "</p>", "<br>", "<div>", "</div>", "<blockquote>", "<span style='display:none'>",
     "</span>", "<style>p{}", "</style>", "&gt; quoted", "-- ", "On Monday Kari wrote:", "&amp;",
     "Twelve ropes of forty metres, ", "delivered on Friday, ", "<b>", "</b>", "<li>", "x" * 80]
)  # fmt: skip


@given(st.lists(PIECES, min_size=1, max_size=9).map(b"".join))
def test_usual_addresses_are_read_as_unusual_ones_are(raw: bytes) -> None:
    quick = addresses._usual_addresses(raw, 2_000)

    assert not quick or (quick, 0) == addresses._unusual_addresses(raw, 2_000)


def test_usual_addresses_take_the_quick_way() -> None:
    for raw in (
        b"a@b.c",
        b'"Berg, Anna" <a@b.c>,\r\n Ole Berg <o@b.c>',
        b"=?utf-8?q?=C3=85?= <a@b>",
    ):
        assert addresses._usual_addresses(raw, 10)


@given(MOMENTS)
def test_a_usual_date_is_the_moment_that_the_standard_library_reads(moment: datetime) -> None:
    value = format_datetime(moment.replace(microsecond=0))

    assert dates._usual_date(value.encode()) == dates._rfc_date(value)


@given(st.lists(BLOCKS, max_size=300).map("".join))
def test_the_snippet_of_a_page_needs_only_its_beginning(html: str) -> None:
    assert snippet_of_html(html) == snippet(html_to_text(html))


def test_what_stands_at_the_cut_is_judged_by_what_follows() -> None:
    said, quoted = f"<p>{'rope ' * 25}</p>", f"<p>On Monday, {'Kari ' * 20}wrote:</p><p>Then.</p>"
    cut = quoted.index("wrote:")
    style = f"<style>{'x' * (1_500 - len('<style></style>') - len(said) - cut)}</style>"
    html = style + said + quoted

    assert html[:1_500].endswith("Kari ")
    assert snippet_of_html(html) == f"{'rope ' * 25}Then."
