"""How long to leave an account alone after a failure."""

from __future__ import annotations

import random
from datetime import timedelta

from mail.core.errors import TEMPORARY, Code, MailError
from mail.core.sync.jitter import DICE, a_little_after, half_to_whole
from mail.core.sync.not_now import NotNow

FIRST = timedelta(seconds=30)
LONGEST = timedelta(hours=1)

PAUSES = {
    # Every attempt during a lock-out makes it longer; providers' own are 15 to 30 minutes.
    Code.LOCKED_OUT: timedelta(minutes=30),
    # Somebody has to take us off a list first; knocking often keeps us on it.
    Code.IP_BLOCKED: timedelta(hours=6),
    # Quotas of providers are counted by the day.
    Code.RATE_LIMITED: timedelta(hours=24),
    Code.SENDING_LIMIT: timedelta(hours=24),
    # Certificates are renewed by people in office hours.
    Code.TLS_EXPIRED: timedelta(hours=24),
}
"""Waits that do not depend on how often it failed."""

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

NEVER = OF_THE_SIGN_IN | {
    Code.NOT_PERMITTED,
    Code.IMAP_DISABLED,
    Code.SMTP_DISABLED,
    Code.AUTH_UNSUPPORTED,
    Code.OAUTH_SCOPE,
    Code.OAUTH_SASL_REJECTED,
    Code.SECRET_UNREADABLE,
    Code.TLS_PINNED_CHANGED,
    Code.PREAUTH,
    Code.PLAINTEXT_FORBIDDEN,
}
"""Somebody has to act before these can succeed; trying again gets accounts and whole offices
locked out, or helps whoever stands in between."""

LOCKED_FOR = {code: PAUSES[code] for code in (Code.LOCKED_OUT, Code.RATE_LIMITED)}
"""The whole account waits: every try by any lane makes it last longer."""


def needs_a_person(code: Code) -> bool:
    """Whether nothing may be tried again before somebody has acted."""
    return code in NEVER


def is_of_the_account(problem: MailError) -> bool:
    """Whether it stands whatever is asked: nobody was asked at this moment, or the server does not
    want the account or ourselves."""
    return isinstance(problem, NotNow) or needs_a_person(problem.code) or problem.code in PAUSES


def next_attempt_after(failures: int, code: Code, dice: random.Random = DICE) -> timedelta | None:
    """The pause after *failures* (≥ 1) failures in a row, or None: a person has to act first.

    Doubles from 30 s to 1 h for what may pass by itself; some have a pause of their own;
    everything else waits the longest. Chance shortens it to no less than half, so that those who
    failed together do not come back together; a pause of its own it only makes longer.
    """
    if needs_a_person(code):
        return None
    if code in PAUSES:
        return a_little_after(PAUSES[code], 0.1, dice)
    return half_to_whole(longest_pause(failures, code), dice)


def longest_pause(failures: int, code: Code) -> timedelta:
    """The same without chance, for what has no pause of its own."""
    if code not in TEMPORARY:
        return LONGEST
    doublings: int = min(max(failures, 1) - 1, 12)
    return min(FIRST * (1 << doublings), LONGEST)
