"""A token's words to a mail server, against the examples of RFC 7628 and of Google."""

from __future__ import annotations

import base64

import pytest

from mail.core.errors import Code
from mail.core.oauth.sasl import (
    STANDARD_FIRST,
    XOAUTH2_ONLY,
    AccessToken,
    Failure,
    Mechanism,
    choose,
    initial_response,
    last_word,
    read_failure,
    refusal_code,
)


def words(mechanism: Mechanism, username: str = "user@example.com", token: str = "vF9d") -> bytes:
    secret = AccessToken(token)
    return initial_response(mechanism, username, secret, host="server.example.com", port=143)


def test_oauthbearer_as_in_rfc_7628_4_1() -> None:
    said = words(Mechanism.OAUTHBEARER, token="vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==")
    example = (
        "bixhPXVzZXJAZXhhbXBsZS5jb20sAWhvc3Q9c2VydmVyLmV4YW1wbGUuY29tAXBvcnQ9MTQzAWF1dGg9QmVhcmVy"
        "IHZGOWRmdDRxbVRjMk52YjNSbGNrQmhiSFJoZG1semRHRXVZMjl0Q2c9PQEB"
    )
    assert base64.b64encode(said).decode() == example


def test_xoauth2_as_google_writes_it() -> None:
    assert words(Mechanism.XOAUTH2) == b"user=user@example.com\x01auth=Bearer vF9d\x01\x01"


def test_a_name_with_commas_ends_no_field() -> None:
    said = words(Mechanism.OAUTHBEARER, username="a,b=c@example.com")
    assert said.startswith(b"n,a=a=2Cb=3Dc@example.com,\x01")


@pytest.mark.parametrize("mechanism", Mechanism)
@pytest.mark.parametrize(
    ("username", "token"),
    [
        ("a\x01auth=Bearer x", "t"),
        ("a", "t\x01host=evil"),
        ("a\r\nb", "t"),
        ("a", "t\n"),
        ("a", "é"),
    ],
)
def test_what_would_add_a_field_is_refused(mechanism: Mechanism, username: str, token: str) -> None:
    with pytest.raises(ValueError, match="token"):
        words(mechanism, username, token)


@pytest.mark.parametrize(
    ("offered", "wanted", "chosen"),
    [
        ({"xoauth2", "oauthbearer", "plain"}, STANDARD_FIRST, Mechanism.OAUTHBEARER),
        ({"XOAUTH2", "OAUTHBEARER"}, XOAUTH2_ONLY, Mechanism.XOAUTH2),
        ({"XOAUTH2"}, STANDARD_FIRST, Mechanism.XOAUTH2),
        ({"OAUTHBEARER"}, XOAUTH2_ONLY, None),
        ({"PLAIN", "LOGIN"}, STANDARD_FIRST, None),
    ],
)
def test_the_standard_goes_first_but_for_microsoft(
    offered: set[str], wanted: tuple[Mechanism, ...], chosen: Mechanism | None
) -> None:
    assert choose(offered, wanted) is chosen


def test_each_mechanism_has_its_own_last_word() -> None:
    assert last_word(Mechanism.XOAUTH2) == b""
    assert last_word(Mechanism.OAUTHBEARER) == b"\x01"


@pytest.mark.parametrize(
    ("challenge", "failure"),
    [
        (b'{"status":"400","schemes":"Bearer","scope":"mail"}', Failure("400", "mail")),
        (b'{"status":401}', Failure("401", "")),
        (b'{"status":{"a":1},"scope":[1]}', Failure()),
        (b"\xff\xfe", Failure()),
        (b"[1]", Failure()),
        (b"[" * 100_000, Failure()),
        (b"", Failure()),
    ],
)
def test_whatever_the_failure_says_is_read(challenge: bytes, failure: Failure) -> None:
    assert read_failure(challenge) == failure


@pytest.mark.parametrize(
    ("worded", "status", "code"),
    [
        (Code.AUTH_FAILED, "400", Code.OAUTH_SASL_REJECTED),
        (Code.OAUTH_NEEDED, "", Code.OAUTH_SASL_REJECTED),
        (Code.AUTH_FAILED, "insufficient_scope", Code.OAUTH_SCOPE),
        (Code.AUTH_TEMPORARY, "400", Code.AUTH_TEMPORARY),
        (Code.IMAP_DISABLED, "", Code.IMAP_DISABLED),
    ],
)
def test_only_a_refused_credential_is_the_tokens_fault(
    worded: Code, status: str, code: Code
) -> None:
    assert refusal_code(worded, Failure(status)) is code


def test_a_token_does_not_show_itself() -> None:
    assert "vF9d" not in repr(AccessToken("vF9d")) + str(AccessToken("vF9d"))
