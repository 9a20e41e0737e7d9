"""docs/errors.md says what the code says."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import call_command

from accounts.management.commands import errors_doc as command
from accounts.management.commands.errors_doc import errors_doc
from accounts.problems import explain
from accounts.who_acts import _CODES, Again, again_after
from mail.core.errors import Code, MailError

DOC = Path(__file__).resolve().parent.parent.parent / "docs" / "errors.md"


def test_the_file_is_what_the_code_yields() -> None:
    assert DOC.read_text() == errors_doc(), "run tools/errors-doc"


def test_the_check_fails_when_the_file_is_old(monkeypatch: pytest.MonkeyPatch) -> None:
    call_command("errors_doc", "--check")
    monkeypatch.setattr(command, "errors_doc", lambda: "other")
    with pytest.raises(SystemExit, match="run tools/errors-doc"):
        call_command("errors_doc", "--check")


def test_every_code_has_one_who_acts() -> None:
    named = [code for codes in _CODES.values() for code in codes]
    assert sorted(named) == sorted(Code)


def test_every_code_has_words_of_its_own() -> None:
    titles = [explain(MailError(code, subject="x")).title for code in Code]
    assert len(set(titles)) == len(titles)


def test_every_code_stands_in_the_file_once() -> None:
    text = errors_doc()
    assert all(text.count(f"| `{code.value}` |") == 1 for code in Code)


def test_a_refused_password_is_never_tried_again() -> None:
    assert again_after(Code.AUTH_FAILED) is Again.NEVER
    assert again_after(Code.TIMEOUT) is Again.SOON
    assert again_after(Code.TLS_NAME_MISMATCH) is Again.LATER
    assert again_after(Code.TLS_EXPIRED) is Again.PAUSED
