"""What the clipboard adds goes; what somebody chose stays."""

from __future__ import annotations

import pytest

from mail.core.pasted_password import PasswordRule, cleaned, rule_of

GROUPS, HYPHENS, PLAIN = PasswordRule.GROUPS, PasswordRule.HYPHENS, PasswordRule.PLAIN


@pytest.mark.parametrize(
    ("pasted", "rule", "password"),
    [
        ("abcd efgh ijkl mnop", GROUPS, "abcdefghijklmnop"),
        (" abcd\u00a0efgh\u00a0ijkl\u00a0mnop\n", GROUPS, "abcdefghijklmnop"),
        ("\u200babcd\u202fefgh ijkl mnop\ufeff", GROUPS, "abcdefghijklmnop"),
        ("abcdefghijklmnop\r\n", PLAIN, "abcdefghijklmnop"),
        (" abcd-efgh-ijkl-mnop \n", HYPHENS, "abcd-efgh-ijkl-mnop"),
        ("abcd-efgh-ijkl-mnop", PLAIN, "abcd-efgh-ijkl-mnop"),
        ("Xk3Lm9Qr2Tv7Wz1B ", GROUPS, "Xk3Lm9Qr2Tv7Wz1B"),
    ],
)
def test_an_app_password_is_freed_from_its_wrapping(
    pasted: str, rule: PasswordRule, password: str
) -> None:
    assert cleaned(pasted, rule) == password


@pytest.mark.parametrize(
    ("typed", "rule"),
    [
        ("correct horse battery staple", PLAIN),
        ("correct horse battery staple", GROUPS),
        (" leading and trailing ", GROUPS),
        ("my pass", GROUPS),
        ("blåbær \u00a0 grød", GROUPS),
        ("abcd efgh ijkl mnop", PLAIN),
        ("pass\u200bword", PLAIN),
        ("", GROUPS),
    ],
)
def test_a_chosen_password_stays_as_it_was_typed(typed: str, rule: PasswordRule) -> None:
    assert cleaned(typed, rule) == typed


def test_the_hint_of_the_provider_says_how_it_writes_them() -> None:
    assert rule_of("app_password_google") is GROUPS
    assert rule_of("app_password_apple") is HYPHENS
    assert rule_of("enable_imap_and_app_password") is GROUPS
    assert rule_of("mail_password") is PLAIN
