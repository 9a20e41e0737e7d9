"""Short FETCH lines are read as the long way reads them."""

from __future__ import annotations

import pytest

from mail.core.imap.fetch_record import read_fetch
from mail.core.imap.flag_lines import flags_in

LINES = [
    rb"1 (UID 5 FLAGS (\Seen))",
    rb"1 (FLAGS (\Seen $Forwarded) UID 5)",
    rb"1 (UID 5 FLAGS () MODSEQ (77))",
    rb"1 (UID 5 MODSEQ (77) FLAGS (\Recent \Answered))",
    rb"1 (MODSEQ (77) UID 5 FLAGS (\Flagged))",
    rb"1 (FLAGS (\Deleted) UID 5 MODSEQ (77))",
    rb'1 (UID 5 FLAGS ("odd" \Seen))',
    rb"1 (UID 5 RFC822.SIZE 7 FLAGS (\Draft))",
    rb"1 (FLAGS (\Seen))",
    rb"1 (UID 0 FLAGS (\Seen))",
    rb"1 (UID 9999999999 FLAGS (\Seen))",
    rb"1 (UID 5)",
    rb"nonsense",
]


@pytest.mark.parametrize("line", LINES)
def test_each_order_of_items_is_read_alike(line: bytes) -> None:
    (record,) = read_fetch([line])
    expected = {record.uid: record.flags} if record.uid and record.flags is not None else {}
    assert flags_in([line]) == expected


def test_a_literal_among_them_hides_nothing() -> None:
    told = [LINES[0], (b"2 (UID 6 BODY[] {3}", b"a)b"), b" FLAGS (kept))", rb"3 (UID 7 FLAGS ())"]
    assert sorted(flags_in(told)) == [5, 6, 7]
