"""Lines out of bytes, however they are cut and however many they are."""

from __future__ import annotations

import pytest

from mail.core.errors import Code, MailError
from mail.core.imap.inflow import HEAD_LIMIT, LINE_LIMIT, SPAN_LIMIT, SPAN_S, Inflow


@pytest.mark.parametrize("size", [1, 3, 1_000])
def test_lines_are_the_same_however_they_arrive(size: int) -> None:
    data, inflow = b"* 1 EXISTS\r\n* OK well\nT1 OK\r\n", Inflow()
    pieces = [data[start : start + size] for start in range(0, len(data), size)]
    lines = [line for piece in pieces for line in inflow.lines(piece, 0.0)]
    assert lines == [b"* 1 EXISTS", b"* OK well", b"T1 OK"]


def test_half_a_line_is_none_yet() -> None:
    assert list(Inflow().lines(b"* 1 EXI", 0.0)) == []


def test_of_a_long_line_the_head_is_kept() -> None:
    inflow = Inflow()
    list(inflow.lines(b"* VANISHED " + b"1," * 50_000, 0.0))
    assert len(inflow._head) == HEAD_LIMIT
    (line,) = inflow.lines(b"7\r\n", 0.0)
    assert line.startswith(b"* VANISHED 1,")


def test_a_line_without_end_is_too_much() -> None:
    inflow = Inflow()
    with pytest.raises(MailError) as raised:
        for _ in range(LINE_LIMIT // 1024 + 1):
            list(inflow.lines(b"x" * 1024, 0.0))
    assert raised.value.code is Code.TOO_MUCH


def test_so_are_too_many_lines_at_once_but_not_over_time() -> None:
    inflow, a_lot = Inflow(), b"* 1 EXISTS\r\n" * (SPAN_LIMIT // 12 // 2)
    for span in range(4):
        list(inflow.lines(a_lot, span * SPAN_S))
    with pytest.raises(MailError):
        for _ in range(3):
            list(inflow.lines(a_lot, 3 * SPAN_S))
