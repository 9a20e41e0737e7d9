"""Reading in a process of its own: the same answers, whatever becomes of the process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from mail.core.mime.structure import from_raw
from mail.core.reading.plain import dump_structure
from mail.core.reading.work import LISTING, TEXT, Piece, read
from mail.transport.reading import pipe
from mail.transport.reading import reader as reading
from mail.transport.reading.reader import GIVEN_UP, Reader

CORPUS = Path(__file__).resolve().parent.parent / "corpus"
PLAIN = (b"TEXT", b"PLAIN", (b"CHARSET", b"utf-8"), None, None, b"7BIT", 12, 1)
HEADER = "From: Åse <ase@fjord.example>\r\nSubject: Møte\r\nDate: x\r\n\r\n".encode()
LISTED: Piece = (LISTING, HEADER, PLAIN, 200)
SAID: Piece = (TEXT, {"parts": [{"section": "1", "content_type": "text/plain", "size_bytes": 6}],
                      "text": ["1"]}, {"1": "Hallå\r\n".encode()}, "")  # fmt: skip
PIECES = [LISTED, SAID, ("nothing of the kind",)]


@pytest.fixture
def reader() -> Iterator[Reader]:
    started = Reader()
    started.start()
    wait_for(lambda: bool(started._process and started._process.is_up()))
    yield started
    started.close()


def wait_for(truth: object, within_s: float = 10) -> None:
    assert callable(truth)
    ends_at = time.monotonic() + within_s
    while not truth():
        assert time.monotonic() < ends_at
        time.sleep(0.02)


def pid_of(reader: Reader) -> int:
    assert reader._process
    return reader._process._popen.pid


def test_what_is_read_beside_us_is_what_is_read_here(reader: Reader) -> None:
    reader.give(PIECES)
    assert reader._is_away
    assert reader.take() == [read(piece) for piece in PIECES]


def test_every_message_of_the_corpus_reads_alike_beside_us_and_here(reader: Reader) -> None:
    pieces: list[Piece] = []
    for path in sorted(CORPUS.rglob("*.eml")):
        raw = path.read_bytes()
        header, structure, parts = from_raw(raw)
        pieces += [
            (LISTING, header, None, len(raw)),
            (TEXT, dump_structure(structure), parts, ""),
            (TEXT, {}, {"": raw}, ""),
        ]
    reader.give(pieces)
    assert reader._is_away
    answers = reader.take()
    assert answers == [read(piece) for piece in pieces]
    assert not [answer for answer in answers if isinstance(answer, str)]


def test_where_reading_breaks_off_is_told_without_a_word_of_the_mail() -> None:
    answer = read((LISTING, "no octets of Kari's", PLAIN, 1))
    assert isinstance(answer, str)
    assert "Kari" not in answer
    assert answer.startswith("TypeError in ")


def test_each_unit_comes_with_its_own_answers_in_their_order(reader: Reader) -> None:
    units = [[LISTED], [SAID, SAID], [LISTED, SAID]]
    turns = list(reader.in_turn(units, lambda unit: unit))
    assert turns == [(unit, [read(piece) for piece in unit]) for unit in units]


def test_what_nobody_took_is_no_answer_to_what_comes_next(reader: Reader) -> None:
    reader.give([LISTED])
    reader.give([SAID])
    assert reader.take() == [read(SAID)]


def test_a_process_that_is_killed_costs_nothing(reader: Reader) -> None:
    os.kill(pid_of(reader), signal.SIGSTOP)
    reader.give(PIECES)
    os.kill(pid_of(reader), signal.SIGKILL)
    assert reader.take() == [read(piece) for piece in PIECES]


def test_a_message_that_is_never_read_to_its_end_is_given_up(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "UNIT_S", 0.0)
    monkeypatch.setattr(pipe, "ALONE_S", 0.0)
    os.kill(pid_of(reader), signal.SIGSTOP)
    reader.give([LISTED, SAID])
    assert reader.take() == [GIVEN_UP, GIVEN_UP]


def test_who_waits_for_many_such_messages_can_show_life_before_each(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    signs: list[int] = []
    reader._between = lambda: signs.append(len(signs))
    reader.give([LISTED, SAID, LISTED])
    assert reader.take() == [read(LISTED), read(SAID), read(LISTED)]
    assert signs == []
    monkeypatch.setattr(reading, "UNIT_S", 0.0)
    os.kill(pid_of(reader), signal.SIGSTOP)
    reader.give([LISTED, SAID, LISTED])
    reader.take()
    assert signs == [0, 1, 2]


def test_until_a_process_is_up_and_where_there_can_be_none_messages_are_read_here(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "executable", "/nonexistent/python")
    without = Reader()
    without.start()
    without.give(PIECES)
    assert not without._is_away
    assert without.take() == [read(piece) for piece in PIECES]


def test_it_knows_none_of_our_secrets(reader: Reader) -> None:
    environment = Path(f"/proc/{pid_of(reader)}/environ").read_bytes()
    assert os.environ["SECRET_KEY"].encode() not in environment
    assert b"CREDENTIAL_KEYS" not in environment


def test_it_ends_with_the_process_that_started_it_whatever_ends_that() -> None:
    script = (
        "import time; from mail.transport.reading.reader import Reader;"
        "one = Reader(); one.start();"
        "print(one._process._popen.pid, flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE) as owner:
        assert owner.stdout
        pid = int(owner.stdout.readline())
        owner.kill()
    wait_for(lambda: not Path(f"/proc/{pid}").exists())
