"""Our text of the corpus is the standard library's, but where a reason is given."""

from __future__ import annotations

import email
import tomllib
from email.message import Message
from pathlib import Path

import pytest

from mail.core.mime.parse import parse

CORPUS = Path(__file__).parents[2] / "corpus"
FILES = sorted(CORPUS.rglob("*.eml"))
REASONS: dict[str, dict[str, str]] = tomllib.loads((CORPUS / "standard_library.toml").read_text())


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_text_of_a_message_is_that_of_the_standard_library(file: Path) -> None:
    raw = file.read_bytes()
    ours, theirs = parse(raw), email.message_from_bytes(raw)

    for kind, read in (("text", ours.text), ("html", ours.html)):
        is_alike = read == _standard(theirs, f"text/{'plain' if kind == 'text' else 'html'}")
        assert is_alike != (file.stem in REASONS[kind]), kind


def _standard(message: Message, content_type: str) -> str:
    texts = [_text(part) for part in message.walk() if _is_read(part, content_type)]
    return "\n".join(filter(None, texts)).replace("\r\n", "\n")


def _is_read(part: Message, content_type: str) -> bool:
    is_file = part.get_filename() or part.get_content_disposition() == "attachment"
    return part.get_content_type() == content_type and not is_file


def _text(part: Message) -> str:
    data = part.get_payload(decode=True)
    assert isinstance(data, bytes)
    try:
        return data.decode(part.get_content_charset() or "ascii")
    except (LookupError, UnicodeError):
        return data.decode("utf-8", "replace")
