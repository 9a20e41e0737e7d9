"""How long to leave an account alone after a failure."""

from __future__ import annotations

from datetime import timedelta

from mail.core.errors import TEMPORARY, Code

FIRST = timedelta(seconds=30)
LONGEST = timedelta(hours=1)

OF_THE_SIGN_IN = frozenset(
    {
        Code.AUTH_FAILED,
        Code.APP_PASSWORD_NEEDED,
        Code.OAUTH_NEEDED,
        Code.WEB_LOGIN_NEEDED,
        Code.ACCOUNT_BLOCKED,
        Code.PASSWORD_EXPIRED,
        Code.OAUTH_RECONNECT,
        Code.OAUTH_CONSENT,
        Code.OAUTH_INTERACTION,
        Code.OAUTH_WRONG_ACCOUNT,
    }
)
"""The person or the secret was refused, so the same secret is refused elsewhere as well."""

# Somebody has to act before these can succeed; trying again gets accounts and whole offices
# locked out.
_NEVER = OF_THE_SIGN_IN | {
    Code.NOT_PERMITTED,
    Code.IMAP_DISABLED,
    Code.SMTP_DISABLED,
    Code.AUTH_UNSUPPORTED,
    Code.OAUTH_SCOPE,
    Code.OAUTH_SASL_REJECTED,
    Code.SECRET_UNREADABLE,
    Code.PREAUTH,
    Code.PLAINTEXT_FORBIDDEN,
    Code.TLS_PINNED_CHANGED,
}

# Every try while it lasts makes it last longer; providers unlock after about half an hour.
LOCKED_FOR = {Code.LOCKED_OUT: timedelta(minutes=30), Code.RATE_LIMITED: timedelta(minutes=15)}


def needs_a_person(code: Code) -> bool:
    """Whether nothing may be tried again before somebody has acted."""
    return code in _NEVER


def next_attempt_after(failures: int, code: Code) -> timedelta | None:
    """The pause after *failures* (≥ 1) failures in a row, or None: a person has to act first.

    Doubles from 30 s to 1 h for what may pass by itself; everything else waits the longest.
    """
    if needs_a_person(code):
        return None
    if code not in TEMPORARY:
        return LONGEST
    doublings: int = min(max(failures, 1) - 1, 12)
    pause = max(FIRST * (1 << doublings), LOCKED_FOR.get(code, FIRST))
    return min(pause, LONGEST)
