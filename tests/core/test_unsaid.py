"""What a server repeats of the password is not kept."""

from __future__ import annotations

from base64 import b64encode

import pytest

from mail.core.errors import Code, MailError
from mail.core.secret import Secret
from mail.core.unsaid import unsaid, without

PASSWORD = 'sol"skin-å-42'
TOKEN = "ya29." + "a1B2" * 300


@pytest.mark.parametrize(
    "echo",
    [
        f"BAD unknown: LOGIN anna {PASSWORD}",
        'BAD unknown: LOGIN anna "sol\\"skin-å-42"',
        "501 AUTH PLAIN " + b64encode(f"\0anna\0{PASSWORD}".encode()).decode(),
        "501 " + b64encode(PASSWORD.encode()).decode().rstrip("=") + "?",
    ],
)
def test_a_password_is_taken_out_in_every_form(echo: str) -> None:
    said = without(echo, Secret(PASSWORD))
    assert "…" in said
    assert "skin" not in said
    assert b64encode(PASSWORD.encode())[:12].decode() not in said


@pytest.mark.parametrize(
    "echo",
    [TOKEN, TOKEN[:400], b64encode(f"user=anna\1auth=Bearer {TOKEN}\1\1".encode()).decode()[:450]],
)
def test_a_token_is_taken_out_although_the_words_are_cut(echo: str) -> None:
    assert without(f"BAD {echo}", Secret(TOKEN)) == "BAD …"


@pytest.mark.parametrize("words", ["Authentication failed", "see https://help.example/aGVq", ""])
def test_other_words_stay(words: str) -> None:
    assert without(words, Secret("hemmelig")) == words


def test_a_password_of_three_letters_stands_in_words_by_chance() -> None:
    assert without("Authentication failed", Secret("fai")) == "Authentication failed"


def test_an_alert_is_cleaned_like_the_reply() -> None:
    with pytest.raises(MailError) as raised, unsaid(Secret("hemmelig")):
        raise MailError(Code.AUTH_FAILED, "no hemmelig", alerts=["never hemmelig"])
    assert (raised.value.server_said, raised.value.alerts) == ("no …", ("never …",))
