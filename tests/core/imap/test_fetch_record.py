from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mail.core.imap.fetch_record import FetchRecord, read_fetch


def one(line: bytes) -> FetchRecord:
    (record,) = read_fetch([line])
    return record


def test_a_record_tells_uid_flags_size_and_date() -> None:
    record = one(
        b'1 (UID 30 FLAGS (\\Seen $Label) RFC822.SIZE 9 INTERNALDATE " 1-Nov-2026 12:00:00 +0130")'
    )
    assert (record.uid, record.size_bytes) == (30, 9)
    assert record.internaldate == datetime(2026, 11, 1, 10, 30, tzinfo=UTC)
    assert record.flags
    assert (record.flags.seen, record.flags.keywords) == (True, ("$label",))


@pytest.mark.parametrize("name", [b"BODY[1.2]", b"BODY[1.2]<0>", b"body[1.2]<0>"])
def test_a_section_is_found_with_and_without_its_offset(name: bytes) -> None:
    assert one(b'1 (UID 2 %s "text")' % name).body("1.2") == b"text"


def test_what_stands_at_another_offset_is_not_taken_for_it() -> None:
    record = one(b'1 (UID 2 body[1.2]<512> "text")')
    assert (record.body("1.2", 512), record.body("1.2", 9), record.body("1.2")) == (
        b"text",
        None,
        None,
    )


def test_a_section_that_is_nil_is_empty_and_another_is_not_there() -> None:
    record = one(b"1 (UID 2 BODY[1] NIL)")
    assert (record.body("1"), record.body("2")) == (b"", None)


def test_the_whole_message_is_the_section_without_a_name() -> None:
    assert one(b'1 (UID 2 BODY[]<0> "all" BODY[1] "part")').body("") == b"all"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (b"1 (UID 2 EMAILID (M6d99ac3275bb4e))", "M6d99ac3275bb4e"),
        (b"1 (UID 2 X-GM-MSGID 1278455344230334865)", "1278455344230334865"),
        (b"1 (UID 2 EMAILID NIL)", ""),
    ],
)
def test_a_message_is_known_by_the_servers_own_number(line: bytes, expected: str) -> None:
    assert one(line).email_id == expected


@pytest.mark.parametrize(
    "date", [b"99-Nov-2026 12:00:00 +0000", b"1-Nov-2026 12:00:00 +9999", b"", b"yesterday"]
)
def test_a_date_that_is_none_is_left_out(date: bytes) -> None:
    assert one(b'1 (UID 2 INTERNALDATE "%s")' % date).internaldate is None


def test_a_broken_record_tells_its_uid_and_hides_no_other() -> None:
    broken, sound = read_fetch([b"1 (UID 30 BODYSTRUCTURE ((((", b"2 (UID 31 FLAGS ())"])
    assert (broken.uid, broken.readable) == (30, False)
    assert (sound.uid, sound.readable) == (31, True)


def test_a_uid_inside_a_literal_is_not_the_records() -> None:
    (record,) = read_fetch([(b"1 (BODY[1] {6}", b"UID 77"), b" (((("])
    assert (record.uid, record.readable) == (0, False)


@given(st.binary(max_size=120))
def test_no_record_raises(line: bytes) -> None:
    for record in read_fetch([b"1 (UID 5 " + line + b")"]):
        facts = (record.flags, record.internaldate, record.body("1"), record.email_id)
        assert len(facts) == 4
