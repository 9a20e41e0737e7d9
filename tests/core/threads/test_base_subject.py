"""Two subjects are about the same when only answering and forwarding lies between them."""

from __future__ import annotations

import time

import pytest

from mail.core.threads.base_subject import LIMIT, base_subject


@pytest.mark.parametrize(
    "subject",
    [
        "Offer", "Re: Offer", "RE[2]: AW: offer", "Sv: Re: Offer", "VS: Offer", "Antw: Offer",
        "Doorst: Offer", "WG: AW: Offer", "VB: Offer", "re : Offer", "回复：Offer", "Offer (fwd)",
        "[EXTERNAL] Re: Offer", "Re: [sales] Offer", "Automatische Antwort: Offer", "  Offer  ",
    ],
)  # fmt: skip
def test_marks_and_tags_are_not_what_a_subject_is_about(subject: str) -> None:
    assert base_subject(subject).text == "offer"


@pytest.mark.parametrize(
    ("subject", "is_answer"),
    [
        ("Re: x", True), ("SV: x", True), ("AW: x", True), ("Antw: x", True), ("Odp: x", True),
        ("Fwd: Re: x", True), ("[list] Re: x", True), ("Automatisk svar: x", True),
        ("x", False), ("Fwd: x", False), ("WG: x", False), ("VS: x", False), ("Ref: x", False),
        ("Reise: x", False), ("", False),
    ],
)  # fmt: skip
def test_an_answer_is_told_from_what_is_passed_on(subject: str, is_answer: bool) -> None:
    assert base_subject(subject).is_answer is is_answer


def test_the_number_of_a_ticket_counts_and_other_tags_do_not() -> None:
    assert base_subject("Re: [Ticket #12] Printer") == ("[ticket #12] printer", True)
    assert base_subject("[a] [b] Printer").text == "printer"
    assert base_subject("[only a tag]").text == "[only a tag]"


@pytest.mark.parametrize("piece", ["Re: ", "[", "[a]", "Re[1", " ", "Re ", "(fwd)", "Re\u3000:"])
def test_whatever_stands_there_is_read_at_once(piece: str) -> None:
    started = time.perf_counter()
    base_subject(piece * LIMIT)
    assert time.perf_counter() - started < 0.1
