"""The mail that the figures are measured with is ordinary, readable and always the same."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from bench.mail.charsets import COMMON, RARE
from bench.mail.corpus import ENDS_AT, YEAR, letters
from bench.mail.languages import LANGUAGES
from bench.mail.letter import Letter
from mail.core.mime.message import ParsedMessage
from mail.core.mime.parse import parse

ROOT = Path(__file__).resolve().parent.parent.parent
MANY = 1_500
DIGEST = """
import hashlib
from bench.mail.corpus import letters
print(hashlib.sha256(b"".join(letter.raw for letter in letters(50))).hexdigest())
"""


@cache
def mailbox() -> list[Letter]:
    return list(letters(MANY))


@cache
def read() -> list[ParsedMessage]:
    return [parse(letter.raw) for letter in mailbox()]


def test_the_same_seed_gives_the_same_octets_in_another_process() -> None:
    here = hashlib.sha256(b"".join(letter.raw for letter in letters(50))).hexdigest()
    there = subprocess.run(
        [sys.executable, "-c", DIGEST],
        cwd=ROOT,
        env={"PYTHONHASHSEED": "7"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert there.stdout.strip() == here


def test_another_seed_gives_other_mail() -> None:
    assert next(letters(1, seed="one")).raw != next(letters(1, seed="two")).raw


@pytest.mark.parametrize(
    ("share", "size_bytes"), [(0.1, 4_000), (0.5, 22_000), (0.9, 120_000), (0.99, 700_000)]
)
def test_sizes_are_those_of_a_business_mailbox(share: float, size_bytes: int) -> None:
    sizes = sorted(len(letter.raw) for letter in mailbox())
    # Fifteen letters are above the last one: it moves more.
    assert sizes[round(share * MANY)] == pytest.approx(size_bytes, rel=0.5 if share > 0.9 else 0.3)


def test_every_letter_is_read_without_a_defect() -> None:
    defects = Counter(defect for parsed in read() for defect in parsed.defects)
    assert not defects
    assert all(parsed.text or parsed.html for parsed in read())
    assert not any("\ufffd" in p.text + p.html + p.headers.subject for p in read())


def test_every_language_charset_and_transfer_encoding_is_met() -> None:
    greetings = [language.greeting for language in LANGUAGES]
    said = Counter(g for p in read() for g in greetings if p.text.startswith(g) or g in p.html)
    parts = [part for parsed in read() for part in parsed.structure.parts]
    assert set(said) == set(greetings)
    assert {part.charset for part in parts} >= {*COMMON, *RARE, "us-ascii"}
    assert {part.encoding for part in parts} == {"7bit", "8bit", "base64", "quoted-printable"}


def test_bodies_are_text_or_html_or_both_and_some_bring_files() -> None:
    shapes = Counter((bool(p.structure.text), bool(p.structure.html)) for p in read())
    assert min(shapes[True, False], shapes[False, True], shapes[True, True]) > MANY * 0.05
    files = [part.filename for p in read() for part in p.structure.attachments]
    assert any(not name.isascii() for name in files)
    assert not any("=?" in name or "%" in name for name in files)


def test_replies_name_letters_that_came_before() -> None:
    before: set[str] = set()
    replies = 0
    for parsed in read():
        if answered := parsed.headers.in_reply_to:
            replies += 1
            assert answered in before
            assert parsed.headers.references[-1] == answered
        before.add(parsed.headers.message_id)
    assert replies == pytest.approx(MANY * 0.45, rel=0.2)


def test_a_year_of_mail_comes_in_order_from_people_who_write_again() -> None:
    dates = [parsed.headers.date for parsed in read() if parsed.headers.date]
    assert dates == sorted(dates)
    assert len(dates) == MANY
    assert ENDS_AT - YEAR <= dates[0] < dates[-1] <= ENDS_AT
    writers = Counter(parsed.headers.from_[0].address for parsed in read())
    assert len(writers) < MANY / 4
    assert writers.most_common(1)[0][1] > MANY / 20


def test_most_has_been_read_and_some_is_flagged() -> None:
    flags = Counter(flag for letter in mailbox() for flag in letter.flags)
    assert MANY * 0.6 < flags["\\Seen"] < MANY
    assert flags["\\Answered"]
    assert flags["\\Flagged"]
