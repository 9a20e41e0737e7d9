"""What SMTP replies mean (RFC 5321 §4.2, RFC 3463, and wordings of large providers)."""

from __future__ import annotations

import re
from enum import StrEnum

from mail.core.errors import Code


class Stage(StrEnum):
    """How far a submission came when it was refused."""

    CONNECT = "connect"
    SENDER = "sender"
    RECIPIENT = "recipient"
    DATA = "data"


# Gmail; mail.ru; QQ; Yahoo. Each also means: not with the password of the account.
_APP_PASSWORD = re.compile(
    r"application[- ]?specific password|app(?:lication)?[ -]password|parol prilozheniya|"
    r"authori[sz]ation code|web ?login ?required|log in with your web browser|"
    r"too many bad auth attempts",
    re.IGNORECASE,
)
_OAUTH = re.compile(r"basic authentication is (?:disabled|not supported)|5\.7\.30", re.IGNORECASE)
_SWITCHED_OFF = re.compile(r"smtpclientauthentication is disabled", re.IGNORECASE)
_ENCRYPTION = re.compile(r"starttls|5\.7\.11", re.IGNORECASE)
_NOT_SIGNED_IN = re.compile(r"not authenticated|authentication required|5\.7\.57", re.IGNORECASE)
_SENDER = re.compile(
    r"sender address rejected|not owned by user|not allowed to send as|sendasdenied|5\.7\.60",
    re.IGNORECASE,
)
_SENDING_LIMIT = re.compile(
    r"(?:quota|limit) exceeded|exceeded .{0,40}(?:quota|limit)|5\.4\.5", re.IGNORECASE
)


def is_temporary(code: int) -> bool:
    """Whether the same attempt may succeed later (RFC 5321 §4.2.1)."""
    return 400 <= code < 500


def auth_problem(code: int, text: str) -> Code:
    """A refused AUTH: only a permanent reply says anything about the password."""
    if is_temporary(code):
        return Code.AUTH_TEMPORARY
    if _APP_PASSWORD.search(text):
        return Code.APP_PASSWORD_NEEDED
    # Where the administrator switched SMTP sign-in off, OAuth is refused with the same words.
    if _SWITCHED_OFF.search(text):
        return Code.AUTH_UNSUPPORTED
    if _OAUTH.search(text):
        return Code.OAUTH_NEEDED
    if code in {530, 538} and _ENCRYPTION.search(text):
        return Code.PLAINTEXT_FORBIDDEN
    return Code.AUTH_UNSUPPORTED if code in {502, 503, 504} else Code.AUTH_FAILED


def submission_problem(stage: Stage, code: int, text: str) -> Code:
    """A refusal at *stage*. Reaching a sending limit passes by itself, whatever the number says."""
    if stage is Stage.CONNECT:
        return Code.BUSY
    if is_temporary(code) or _SENDING_LIMIT.search(text):
        return Code.DEFERRED
    if _ENCRYPTION.search(text) and code in {530, 538}:
        return Code.PLAINTEXT_FORBIDDEN
    if _OAUTH.search(text):
        return Code.OAUTH_NEEDED
    if code == 530 or _NOT_SIGNED_IN.search(text):
        return Code.AUTH_UNSUPPORTED
    if stage is Stage.SENDER or _SENDER.search(text):
        return Code.SENDER_REFUSED
    return Code.RECIPIENTS_REFUSED if stage is Stage.RECIPIENT else Code.MESSAGE_REFUSED
