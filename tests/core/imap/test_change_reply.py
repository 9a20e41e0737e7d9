"""What a refused change means: never that the sign-in is wrong."""

from __future__ import annotations

import pytest

from mail.core.errors import TEMPORARY, Code
from mail.core.imap.change_reply import REFUSED, change_problem
from mail.core.sync.backoff import needs_a_person


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[OVERQUOTA] Quota exceeded (mailbox for user is full)", Code.MAILBOX_FULL),
        ("[NOPERM] Permission denied", Code.NO_RIGHTS),
        ("[CANNOT] Character not allowed in mailbox name", Code.CHANGE_IMPOSSIBLE),
        ("[TRYCREATE] Mailbox doesn't exist: Projects", Code.MAILBOX_MISSING),
        ("[ALREADYEXISTS] Mailbox already exists", Code.COMMAND_REFUSED),
        ("Not today", Code.COMMAND_REFUSED),
        ("[INUSE] Mailbox is locked", Code.BUSY),
        ("[UNAVAILABLE] Try again later", Code.BUSY),
    ],
)
def test_each_answer_has_its_code(text: str, code: Code) -> None:
    assert change_problem(text, "mail.fjord.example") is code


def test_what_is_put_back_is_not_tried_again_and_stops_nothing_else() -> None:
    assert not REFUSED & TEMPORARY
    assert not any(needs_a_person(code) for code in REFUSED)
