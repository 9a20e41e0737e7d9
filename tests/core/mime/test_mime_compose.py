"""What we send: read back, it is what was written, and it cannot be read as anything else."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mail.core.address import Address
from mail.core.errors import MailError
from mail.core.mime.compose import Draft, compose, make_message_id
from mail.core.mime.message import ParsedMessage
from mail.core.mime.parse import parse

NOON = datetime(2026, 11, 3, 12, tzinfo=UTC)
ANNA = Address("Anna Berg", "anna@fjord.example")
OLE = Address("", "ole@fjord.example")
DRAFT = Draft(ANNA, (OLE,), (), (), "Delivery", "On Thursday.\n")


def sent(draft: Draft) -> bytes:
    return compose(draft, message_id="abc@fjord.example", date=NOON)


def received(draft: Draft) -> ParsedMessage:
    return parse(sent(draft))


def test_a_message_reads_back_as_it_was_written() -> None:
    draft = replace(DRAFT, in_reply_to="r@x", references=("first@x", "r@x"))

    headers = received(draft).headers

    assert (headers.from_, headers.to, headers.subject) == ((ANNA,), (OLE,), "Delivery")
    assert (headers.message_id, headers.date) == ("abc@fjord.example", NOON)
    assert (headers.in_reply_to, headers.references) == ("r@x", ("first@x", "r@x"))
    assert received(draft).defects == ()


@pytest.mark.parametrize("name", ["Åse Ødegård", "Berg, Anna", 'A "B" \\C', "=?x?=", "å" * 200])
def test_any_name_survives_the_journey(name: str) -> None:
    headers = received(replace(DRAFT, to=(Address(name, "a@x.example"), OLE))).headers

    assert headers.to == (Address(name, "a@x.example"), OLE)


@given(st.text(st.characters(exclude_categories=("C", "Z")) | st.just(" "), max_size=300))
def test_any_subject_survives_the_journey(subject: str) -> None:
    assert received(replace(DRAFT, subject=subject)).headers.subject == subject.strip()


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=2_000))
def test_any_text_survives_the_journey(text: str) -> None:
    message = received(replace(DRAFT, text=text))

    written = re.sub(r"\r\n|\r", "\n", text).rstrip() + "\n"
    assert message.text == written.removeprefix("\ufeff")


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Short and plain", b"7bit"),
        ("word " * 100, b"quoted-printable"),
        ("From here on", b"quoted-printable"),
        ("Vi ses på lørdag. Hilsen Åse", b"quoted-printable"),
        ("Привет, как дела", b"base64"),
    ],
)
def test_the_transfer_encoding_fits_the_text(text: str, encoding: bytes) -> None:
    assert b"Content-Transfer-Encoding: " + encoding + b"\r\n" in sent(replace(DRAFT, text=text))


def test_blind_copies_are_nowhere_in_the_message() -> None:
    raw = sent(replace(DRAFT, to=(), bcc=(Address("Secret", "hidden@x.example"),)))

    assert b"hidden" not in raw
    assert b"bcc" not in raw.lower()
    assert b"To: undisclosed-recipients:;\r\n" in raw


def test_lines_end_in_crlf_and_fit() -> None:
    people = tuple(Address(f"Åse nummer {n}", f"n{n}@x.example") for n in range(300))
    ids = tuple(f"{n}{'x' * 60}@x.example" for n in range(100))

    raw = sent(replace(DRAFT, to=people, subject="æ " * 500, text="y" * 5_000, references=ids))

    assert re.search(rb"\r(?!\n)|(?<!\r)\n", raw) is None
    header = raw.partition(b"\r\n\r\n")[0]
    assert max(map(len, header.split(b"\r\n"))) <= 100
    assert received(replace(DRAFT, to=people)).headers.to == people


@pytest.mark.parametrize("mark", ["\r\n", "\r", "\n", "\0", "\x85", "\u2028", "\x7f", "\udc80"])
def test_control_characters_in_headers_are_refused(mark: str) -> None:
    bad = f"x{mark}Bcc: eve@x.example"
    drafts = [
        replace(DRAFT, subject=bad),
        replace(DRAFT, from_=Address(bad, ANNA.address)),
        replace(DRAFT, to=(Address("", f"a@x.example{mark}"),)),
        replace(DRAFT, bcc=(Address(bad, "a@x.example"),)),
        replace(DRAFT, in_reply_to=bad),
        replace(DRAFT, references=(bad,)),
    ]

    for draft in drafts:
        with pytest.raises(ValueError):
            sent(draft)


@pytest.mark.parametrize(
    "spec", ["", "anna", "a@x.example, b@x.example", "a b@x.example", "å@x.example"]
)
def test_an_address_that_cannot_be_written_is_refused(spec: str) -> None:
    with pytest.raises(MailError):
        sent(replace(DRAFT, cc=(Address("", spec),)))


def test_a_domain_is_sent_as_an_a_label() -> None:
    raw = sent(replace(DRAFT, to=(Address("", "anna@blåbær.example"),)))

    assert b"To: anna@xn--blbr-roah.example\r\n" in raw


def test_an_id_that_other_software_made_wrong_is_left_out() -> None:
    draft = replace(DRAFT, in_reply_to="no at sign", references=("æ@x", "y" * 2_000 + "@x", "ok@x"))

    assert received(draft).headers.references == ("ok@x",)
    assert received(draft).headers.in_reply_to == ""


def test_a_date_without_a_zone_or_a_wrong_id_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        compose(DRAFT, message_id="a@x", date=datetime(2026, 11, 3))
    with pytest.raises(ValueError, match="message id"):
        compose(DRAFT, message_id="<a@x>", date=NOON)


def test_a_message_id_takes_the_domain_as_an_a_label() -> None:
    assert make_message_id("0af3", "blåbær.example") == "0af3@xn--blbr-roah.example"
    with pytest.raises(ValueError):
        make_message_id("a b", "x.example")
