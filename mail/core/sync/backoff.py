"""How long to leave an account alone after a failure."""

from __future__ import annotations

from datetime import timedelta

from mail.core.errors import TEMPORARY, Code

FIRST = timedelta(seconds=30)
LONGEST = timedelta(hours=1)

# Somebody has to act before these can succeed; trying again gets accounts and whole offices
# locked out.
_NEVER = frozenset(
    {
        Code.AUTH_FAILED,
        Code.APP_PASSWORD_NEEDED,
        Code.OAUTH_NEEDED,
        Code.OAUTH_RECONNECT,
        Code.OAUTH_CONSENT,
        Code.OAUTH_INTERACTION,
        Code.OAUTH_WRONG_ACCOUNT,
        Code.OAUTH_SCOPE,
        Code.OAUTH_SASL_REJECTED,
        Code.SECRET_UNREADABLE,
        Code.PREAUTH,
        Code.PLAINTEXT_FORBIDDEN,
    }
)


def next_attempt_after(failures: int, code: Code) -> timedelta | None:
    """The pause after *failures* (≥ 1) failures in a row, or None: a person has to act first.

    Doubles from 30 s to 1 h for what may pass by itself; everything else waits the longest.
    """
    if code in _NEVER:
        return None
    if code not in TEMPORARY:
        return LONGEST
    doublings: int = min(max(failures, 1) - 1, 12)
    return min(FIRST * (1 << doublings), LONGEST)
