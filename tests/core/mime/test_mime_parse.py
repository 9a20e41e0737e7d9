"""Whole messages, and the same ones part by part."""

from __future__ import annotations

from pathlib import Path

import pytest

from mail.core.mime.assemble import assemble
from mail.core.mime.message import ParsedMessage, Structure
from mail.core.mime.parse import parse
from mail.core.mime.structure import from_bodystructure, from_raw

CORPUS = Path(__file__).parents[2] / "corpus"
FILES = sorted(CORPUS.glob("*.eml"))


def read(name: str) -> ParsedMessage:
    return parse((CORPUS / f"{name}.eml").read_bytes())


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_message_of_the_corpus_is_read(file: Path) -> None:
    message = parse(file.read_bytes())

    assert message.headers.subject
    assert message.headers.from_[0].address == "ingrid@nordlys.example"
    assert message.structure.parts


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("alternative_text_html", "Smørrebrød til alle"),
        ("base64_list_footer_appended", "Hej på dig."),
        ("base64_text_after_padding", "first second!third"),
        ("charset_unknown", "Grüße aus Köln\n"),
        ("header_no_blank_line_before_body", "Hello, this is already the body\nand so is this"),
        ("header_stray_line_without_colon", "And the body too.\n"),
        ("multipart_boundary_is_prefix_of_nested", "Inner text\nOuter text"),
        ("multipart_boundary_never_closed", "The end is missing\n"),
        ("plain_gbk_x_alias", "报价单已经发送"),
        ("plain_iso2022jp", "こんにちは\n"),
        ("plain_latin1_declared_ascii", "Blåbærgrød\n"),
        ("rfc822_base64_encoded", "See below."),
    ],
)
def test_the_text_of_a_corpus_message_is_what_was_written(name: str, text: str) -> None:
    assert read(name).text == text


def test_a_multipart_without_a_boundary_is_shown_as_text() -> None:
    message = parse(b"Subject: x\nContent-Type: multipart/mixed\n\nJust text after all")

    assert message.text == "Just text after all"
    assert message.defects == ("boundary-missing",)


def test_text_in_place_of_a_header_is_not_lost() -> None:
    assert parse(b"Hello\r\n\r\nAnna\r\n").text == "Hello\n\nAnna\n"
    assert parse(b"Hello").text == "Hello"


def test_flowed_text_is_joined() -> None:
    assert read("flowed_delsp_with_quote").text.startswith(
        "> We could meet on Monday.\nThat suits me, and I will bring the papers.\n-- \n"
    )


def test_plain_text_beside_a_page_is_shown_escaped_below_it() -> None:
    html = read("mixed_list_footer_beside_html").html

    assert html == "<p>News</p>\n<div>Leave the list: a &lt; b</div>"


def test_an_attached_message_is_an_attachment_and_not_text() -> None:
    for name in ("rfc822_forwarded", "rfc822_base64_encoded"):
        message = read(name)
        assert [part.content_type for part in message.structure.attachments] == ["message/rfc822"]
        assert "Inner" not in message.text


def test_a_disguised_file_name_shows_its_extension() -> None:
    attachment = read("filename_encoded_word_and_rtl_override").structure.attachments[0]

    assert attachment.filename == "invoicefdp.exe"


def test_a_page_without_a_declared_charset_names_it_itself() -> None:
    page = '<meta charset="windows-1251"><p>Привет'.encode("cp1251")

    assert parse(b"Content-Type: text/html\n\n" + page).html.endswith("Привет")


PLAIN_FIELDS = (b"plain", (b"charset", b"utf-8"), None, None)
BODYSTRUCTURES: dict[str, tuple[object, ...]] = {
    "plain_ascii": (
        b"text", b"plain", (b"charset", b"us-ascii"), None, None, b"7bit", 33, 1,
        None, None, None, None,
    ),
    "alternative_text_html": (
        [
            (b"text", *PLAIN_FIELDS, b"quoted-printable", 32, 2, None, None, None, None),
            (b"text", b"html", (b"charset", b"utf-8"), None, None, b"7bit", 28, 1,
             None, None, None, None),
        ],
        b"alternative", (b"boundary", b"alt"), None, None, None,
    ),
    "related_inline_image_and_pdf": (
        [
            ([
                ([
                    (b"text", *PLAIN_FIELDS, b"7bit", 5, 1, None, None, None, None),
                    (b"text", b"html", (b"charset", b"utf-8"), None, None, b"7bit", 41, 1,
                     None, None, None, None),
                ], b"alternative", (b"boundary", b"alt"), None, None, None),
                (b"image", b"png", (b"name", b"logo.png"), b"<logo@nordlys>", None, b"base64", 40,
                 None, (b"inline", (b"filename", b"logo.png")), None, None),
            ], b"related", (b"boundary", b"rel"), None, None, None),
            (b"application", b"pdf", None, None, None, b"base64", 12, None,
             (b"attachment", (b"filename*0*", b"utf-8''Tilbud%20p%C3%A5",
                              b"filename*1*", b"%20r%C3%B8r.pdf")), None, None),
        ],
        b"mixed", (b"boundary", b"mix"), None, None, None,
    ),
    "rfc822_forwarded": (
        [
            (b"text", b"plain", (b"charset", b"us-ascii"), None, None, b"7bit", 10, 1,
             None, None, None, None),
            (b"message", b"rfc822", None, None, None, b"7bit", 53, (None,) * 10,
             (b"text", b"plain", None, None, None, b"7bit", 12, 1), 4, None, None, None, None),
        ],
        b"mixed", (b"boundary", b"mix"), None, None, None,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BODYSTRUCTURES)
def test_part_by_part_and_whole_are_one_reading(name: str) -> None:
    header, _, parts = from_raw((CORPUS / f"{name}.eml").read_bytes())
    structure = from_bodystructure(BODYSTRUCTURES[name])
    brought = {section: parts[section] for section in structure.readable}

    by_part, whole = assemble(header, structure, brought), read(name)

    assert (by_part.text, by_part.html, by_part.headers) == (whole.text, whole.html, whole.headers)
    assert by_part.defects == whole.defects
    assert _essentials(by_part.structure) == _essentials(whole.structure)


def _essentials(structure: Structure) -> list[tuple[str, str, str, str, int]]:
    return [
        (p.section, p.content_type, p.filename, p.content_id, p.size_bytes) for p in structure.parts
    ]


def test_a_part_that_was_not_brought_is_a_defect() -> None:
    structure = from_bodystructure(BODYSTRUCTURES["alternative_text_html"])

    message = assemble(b"", structure, {"1": b"text"})

    assert (message.text, message.html, message.defects) == ("text", "", ("part-missing",))


def test_text_beyond_its_cap_is_cut() -> None:
    message = parse(b"Subject: long\r\n\r\n" + b"word " * 300_000)

    assert len(message.text) == 1024 * 1024
    assert message.defects == ("text-truncated",)


def test_a_message_beyond_its_cap_shows_its_header() -> None:
    message = parse(b"Subject: huge\r\n\r\n" + bytes(50 * 1024 * 1024))

    assert message.headers.subject == "huge"
    assert message.defects == ("message-too-large",)
