"""What a refused sign-in means: an ordered table of what decides, most telling first.

The order is the point. A wording that names a cause beats the number or response code that came
with it, because servers send the same one for everything; a code beats a wording that only says
that it failed. A fault that passes by itself is never called a wrong password, and the other way
round: "later" alone counts only where nothing speaks of the name or the password.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from mail.core.endpoint import Service
from mail.core.errors import Code
from mail.core.replies import vocabulary as words
from mail.core.replies.fold import Pattern, fold

TEXT_LIMIT = 600
"""Characters of a refusal that are looked at."""

_RESPONSE_CODE = re.compile(r"\[([A-Z0-9-]+)[^\]]*\]", re.IGNORECASE)

# Addresses and links hold words that mean nothing here: kari@imap.disabled.example.
_NAMES = re.compile(r"https?://\S+|\S+@\S+")


@dataclass(frozen=True, slots=True)
class Said:
    """A refusal, taken apart: folded words, and response codes (RFC 5530) in upper case.

    ``is_about_credentials`` is a code that says "wrong name or password" by itself: RFC 5530
    AUTHENTICATIONFAILED, RFC 3463 5.7.8.
    """

    words: str
    codes: frozenset[str]
    service: Service
    is_about_credentials: bool

    def tells(self, pattern: Pattern) -> bool:
        return pattern.search(self.words) is not None


def take_apart(text: str, service: Service, *, is_about_credentials: bool = False) -> Said:
    codes = frozenset(code.upper() for code in _RESPONSE_CODE.findall(text[:TEXT_LIMIT]))
    return Said(
        words=fold(_NAMES.sub(" ", _RESPONSE_CODE.sub(" ", text[:TEXT_LIMIT]))),
        codes=codes,
        service=service,
        is_about_credentials=is_about_credentials or "AUTHENTICATIONFAILED" in codes,
    )


def refusal(reply: Said) -> Code | None:
    """The code for a refused sign-in; None when the server did not say why."""
    return next((code for applies, code in _TABLE if applies(reply)), None)


Applies = Callable[[Said], bool]


def _telling(pattern: Pattern, *codes: str) -> Applies:
    return lambda reply: bool(reply.codes & set(codes)) or reply.tells(pattern)


def _coded(*codes: str) -> Applies:
    return lambda reply: bool(reply.codes & set(codes))


def _is_temporary(reply: Said) -> bool:
    if not reply.tells(words.TEMPORARY):
        return False
    return not (reply.is_about_credentials and reply.tells(words.WRONG))


def _imap_is_off(reply: Said) -> bool:
    return reply.service is Service.IMAP and reply.tells(words.IMAP_OFF)


def _smtp_is_off(reply: Said) -> bool:
    return reply.service is Service.SMTP and reply.tells(words.SMTP_OFF)


def _is_blocked(reply: Said) -> bool:
    # "Wrong password, or the account is disabled": the password is the one to try first.
    is_guess = reply.tells(words.WRONG) and reply.tells(words.EITHER)
    return reply.tells(words.BLOCKED) and not is_guess


_TABLE: tuple[tuple[Applies, Code], ...] = (
    (_telling(words.PLAINTEXT, "PRIVACYREQUIRED"), Code.PLAINTEXT_FORBIDDEN),
    (_telling(words.APP_PASSWORD), Code.APP_PASSWORD_NEEDED),
    (_telling(words.LOCKED_OUT), Code.LOCKED_OUT),
    (_telling(words.CONNECTIONS, "LIMIT"), Code.TOO_MANY_CONNECTIONS),
    (_coded("UNAVAILABLE", "SERVERBUG", "INUSE"), Code.AUTH_TEMPORARY),
    (_telling(words.PAUSED, "THROTTLED", "OVERQUOTA"), Code.RATE_LIMITED),
    (_coded("EXPIRED"), Code.PASSWORD_EXPIRED),
    (_is_temporary, Code.AUTH_TEMPORARY),
    (_telling(words.OAUTH), Code.OAUTH_NEEDED),
    (_imap_is_off, Code.IMAP_DISABLED),
    (_smtp_is_off, Code.SMTP_DISABLED),
    (_telling(words.EXPIRED), Code.PASSWORD_EXPIRED),
    (_telling(words.WEB_LOGIN, "WEBALERT"), Code.WEB_LOGIN_NEEDED),
    (_telling(words.POLICY), Code.NOT_PERMITTED),
    (_telling(words.UNSUPPORTED), Code.AUTH_UNSUPPORTED),
    (_is_blocked, Code.ACCOUNT_BLOCKED),
    (_coded("CONTACTADMIN", "NOPERM", "AUTHORIZATIONFAILED"), Code.NOT_PERMITTED),
    (_coded("CLIENTBUG"), Code.PROTOCOL),
    (lambda reply: reply.is_about_credentials, Code.AUTH_FAILED),
    (_telling(words.WRONG), Code.AUTH_FAILED),
    (_telling(words.LATER), Code.AUTH_TEMPORARY),
    (_telling(words.FAILED), Code.AUTH_FAILED),
    (_telling(words.NOT_PERMITTED), Code.NOT_PERMITTED),
)
