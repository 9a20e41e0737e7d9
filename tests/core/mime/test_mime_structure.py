"""Which parts a message has and which of them are read."""

from __future__ import annotations

from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mail.core.mime.message import Structure
from mail.core.mime.structure import from_bodystructure, from_raw

PLAIN = (b"TEXT", b"PLAIN", (b"CHARSET", b"utf-8"), None, None, b"7BIT", 12, 1)
PAGE = (b"text", b"html", None, None, None, b"quoted-printable", 40, 2, None, None, None, None)
PDF = (
    b"application", b"pdf", (b"name", b"x.pdf"), None, None, b"base64", 900,
    None, (b"attachment", (b"filename*", b"utf-8''p%C3%A5.pdf")), None, None,
)  # fmt: skip
LOGO = (b"image", b"png", None, b"<logo@x>", None, b"base64", 90, None, (b"inline", None))
FORWARDED = (
    b"message", b"rfc822", None, None, None, b"7bit", 300,
    (None,) * 10, PLAIN, 9, None, (b"attachment", (b"filename", b"mail.eml")),
)  # fmt: skip


def multipart(subtype: bytes, *children: object) -> tuple[object, ...]:
    return (list(children), subtype, (b"boundary", b"b"), None)


def sections(structure: Structure) -> list[str]:
    return [part.section for part in structure.parts]


def test_a_single_part_is_section_one() -> None:
    structure = from_bodystructure(PLAIN)

    assert structure.text == ("1",)
    assert structure.parts[0].content_type == "text/plain"
    assert structure.parts[0].charset == "utf-8"


def test_nested_parts_are_numbered_as_imap_does() -> None:
    value = multipart(
        b"MIXED",
        multipart(b"RELATED", multipart(b"ALTERNATIVE", PLAIN, PAGE), LOGO),
        PDF,
        FORWARDED,
    )

    structure = from_bodystructure(value)

    assert sections(structure) == ["1.1.1", "1.1.2", "1.2", "2", "3"]
    assert (structure.text, structure.html) == (("1.1.1",), ("1.1.2",))
    assert [part.filename for part in structure.attachments] == ["", "på.pdf", "mail.eml"]
    assert structure.parts[2].content_id == "logo@x"


def test_an_unconverted_multipart_reads_the_same() -> None:
    converted = from_bodystructure(multipart(b"alternative", PLAIN, PAGE))

    assert from_bodystructure((PLAIN, PAGE, b"alternative", None)) == converted


def test_an_alternative_gives_its_first_text_and_its_last_page() -> None:
    structure = from_bodystructure(multipart(b"alternative", PLAIN, PAGE, PLAIN, PAGE))

    assert (structure.text, structure.html) == (("1",), ("4",))


def test_texts_of_a_mixed_message_are_joined_unless_they_are_files() -> None:
    named = (*PLAIN[:2], (b"name", b"notes.txt"), *PLAIN[3:])
    attached = (*PLAIN, None, (b"attachment", None))

    structure = from_bodystructure(multipart(b"mixed", PLAIN, named, attached, PLAIN))

    assert structure.text == ("1", "4")
    assert [part.section for part in structure.attachments] == ["2", "3"]


def test_plain_text_beside_a_page_is_read_with_the_page() -> None:
    value = multipart(b"mixed", multipart(b"alternative", PLAIN, PAGE), PLAIN)

    assert from_bodystructure(value).html == ("1.2", "2")


def test_the_only_text_is_read_though_it_has_a_name() -> None:
    named = (*PLAIN[:2], (b"name", b"body.txt"), *PLAIN[3:])

    assert from_bodystructure(named).text == ("1",)


@pytest.mark.parametrize(
    "value",
    [
        None,
        b"text",
        7,
        (),
        [],
        (None,) * 12,
        ([],),
        (b"text",),
        (b"text", b"plain"),
        (b"", b"", None, None, None, None, None),
    ],
)
def test_a_senseless_structure_is_one_unknown_part_with_a_defect(value: object) -> None:
    structure = from_bodystructure(value)

    assert [(p.section, p.content_type) for p in structure.parts] == [
        ("1", "application/octet-stream")
    ]
    assert structure.defects == ("structure-invalid",)


def test_a_structure_too_deep_or_too_wide_is_cut() -> None:
    deep: object = PLAIN
    for _ in range(1_000):
        deep = multipart(b"mixed", deep)

    assert from_bodystructure(deep).defects == ("too-deep",)
    wide = from_bodystructure(multipart(b"mixed", *[PLAIN] * 5_000))
    assert (len(wide.parts), wide.defects) == (1_000, ("too-many-parts",))


_ATOMS = st.none() | st.integers() | st.binary(max_size=8) | st.just(b"text")
_NESTED = st.recursive(_ATOMS, lambda s: st.lists(s, max_size=9) | st.lists(s).map(tuple))


@given(_NESTED)
def test_no_structure_makes_the_reader_raise(value: object) -> None:
    structure = from_bodystructure(value)

    assert structure.parts
    assert len(set(sections(structure))) == len(structure.parts)


def test_parts_of_a_whole_message_keep_their_transfer_encoding() -> None:
    encoded = b64encode(b"hello") + b"\r\n"
    raw = b"Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n" + encoded

    header, structure, parts = from_raw(raw)

    assert header == raw[: -len(encoded) - 2]
    assert parts == {"1": encoded}
    assert structure.parts[0].size_bytes == len(encoded)


def test_a_name_that_is_told_as_one_string_is_found() -> None:
    said = b'attachment; filename="Rechnung RE-5571.pdf"'
    value = (b"application", b"pdf", None, None, None, b"base64", 1647, None, said, None, None)
    (part,) = from_bodystructure(value).parts
    assert (part.filename, part.disposition) == ("Rechnung RE-5571.pdf", "attachment")
    other = from_bodystructure((*value[:8], b"attached; filename=x", None, None)).parts[0]
    assert other.filename == ""


def test_a_digest_holds_messages() -> None:
    raw = b"Content-Type: multipart/digest; boundary=b\n\n--b\n\nSubject: x\n\nhi\n--b--\n"

    assert from_raw(raw)[1].parts[0].content_type == "message/rfc822"
