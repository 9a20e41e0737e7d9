"""What an answer takes over from its message."""

from __future__ import annotations

import pytest

from mail.core.address import Address
from mail.core.mime.message import Headers
from mail.core.mime.reply import quote, reply_recipients, reply_references, reply_subject
from mail.core.mime.sniff import sniff_image

ANNA = Address("Anna", "anna@fjord.example")
OLE = Address("Ole", "ole@fjord.example")
INGRID = Address("Ingrid", "ingrid@nordlys.example")
LIST = Address("", "sales@lists.example")
OWN = ("Anna@FJORD.example",)


@pytest.mark.parametrize(
    "subject",
    [
        "Tilbud",
        "Re: Tilbud",
        "SV: Re[2]: VS: Tilbud",
        "AW: WG: Fwd: FW: Tilbud",
        "Antw: Doorst: Svar : Tilbud",
        " re:re:  Vb: (nothing",
    ],
)
def test_an_answer_has_one_prefix(subject: str) -> None:
    assert reply_subject(subject) in {"Re: Tilbud", "Re: (nothing"}


def test_words_that_only_look_like_prefixes_stay() -> None:
    assert reply_subject("Report: Q3") == "Re: Report: Q3"
    assert reply_subject("Ref: 4711") == "Re: Ref: 4711"
    assert reply_subject("") == "Re:"


def test_a_megabyte_of_prefixes_is_stripped() -> None:
    assert reply_subject("Re: " * 250_000 + "Tilbud") == "Re: Tilbud"
    assert reply_subject("Re" + " " * 1_000_000) == "Re: Re"


def test_an_answer_goes_to_reply_to_and_to_nobody_else() -> None:
    headers = Headers(from_=(INGRID,), reply_to=(LIST,), to=(ANNA, OLE))

    assert reply_recipients(headers, OWN, to_all=False) == ((LIST,), ())


def test_an_answer_to_all_leaves_out_oneself_and_repetitions() -> None:
    again = Address("I. Berg", "ingrid@NORDLYS.example")
    headers = Headers(from_=(INGRID,), to=(ANNA, OLE, again), cc=(LIST, OLE))

    assert reply_recipients(headers, OWN, to_all=True) == ((INGRID,), (OLE, LIST))


def test_an_answer_to_ones_own_message_goes_to_its_recipients() -> None:
    headers = Headers(from_=(ANNA,), to=(INGRID, OLE), cc=(LIST,))

    assert reply_recipients(headers, OWN, to_all=False) == ((INGRID, OLE), ())
    assert reply_recipients(headers, OWN, to_all=True) == ((INGRID, OLE), (LIST,))


def test_a_note_to_oneself_can_be_answered() -> None:
    headers = Headers(from_=(ANNA,), to=(ANNA,))

    assert reply_recipients(headers, OWN, to_all=True) == ((ANNA,), ())


def test_names_without_an_address_are_not_written_to() -> None:
    headers = Headers(from_=(INGRID,), to=(Address("Everybody", ""),))

    assert reply_recipients(headers, OWN, to_all=True) == ((INGRID,), ())


def test_a_reply_keeps_the_references_chain() -> None:
    headers = Headers(message_id="c@x", in_reply_to="b@x", references=("a@x", "b@x"))

    assert reply_references(headers) == ("a@x", "b@x", "c@x")


def test_in_reply_to_stands_in_for_missing_references() -> None:
    assert reply_references(Headers(message_id="b@x", in_reply_to="a@x")) == ("a@x", "b@x")
    assert reply_references(Headers()) == ()


def test_a_long_chain_keeps_its_first_and_latest_ids() -> None:
    chain = reply_references(
        Headers(message_id="new@x", references=tuple(f"{n}@x" for n in range(100)))
    )

    assert (len(chain), chain[0], chain[-1]) == (100, "0@x", "new@x")


def test_quoted_text_gets_one_mark_more() -> None:
    assert quote("Hi\n\n> earlier\n>> first \n\n") == "> Hi\n>\n>> earlier\n>>> first"
    assert quote("  \n") == ""


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n....", "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"GIF89a", "image/gif"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'>", ""),
        (b"RIFF\0\0\0\0WAVE", ""),
        (b"", ""),
    ],
)
def test_an_image_is_known_by_its_first_bytes(data: bytes, kind: str) -> None:
    assert sniff_image(data) == kind
