"""What an IMAP server's refusals mean: greeting, sign-in, and every command after it."""

from __future__ import annotations

import re

from mail.core.endpoint import Service
from mail.core.errors import Code
from mail.core.replies import vocabulary as words
from mail.core.replies.fold import fold
from mail.core.replies.hosts import usual_reason
from mail.core.replies.sign_in import refusal, take_apart

_MISSING = re.compile(r"\[(?:NONEXISTENT|TRYCREATE)\]|(?:doesn't|does not) exist|unknown mailbox",
                      re.IGNORECASE)  # fmt: skip

_TAKEN_AWAY = re.compile(
    r"\b(?:mailbox|folder)\b[^.]{0,40}\b(?:under us|from under|vanished)"
    r"|\b(?:selected|current|this) (?:mailbox|folder)\b[^.]{0,20}\b(?:deleted|renamed|removed)"
    r"|(?<!your )\b(?:mailbox|folder) (?:was|has been|is) (?:deleted|renamed|removed)",
    re.IGNORECASE,
)
"""Another program deleted or renamed the folder that is selected. Servers hang up then (RFC 2180
§3.3); what Dovecot 2.3 says of it, "Mailbox was deleted under us", sounds like a closed account."""

_IN_USE = re.compile(
    r"(?<!your )\b(?:mailbox|folder|maildrop)\b[^.]{0,40}\b(?:locked|in use|busy)\b"
    r".{0,60}(?:again|later|another|moment|currently|try)",
    re.IGNORECASE,
)
"""A program holds it for a moment: of a session that is open it says nothing of the account."""

_ABOUT_SIGN_IN = frozenset(
    {
        Code.APP_PASSWORD_NEEDED,
        Code.OAUTH_NEEDED,
        Code.IMAP_DISABLED,
        Code.WEB_LOGIN_NEEDED,
        Code.ACCOUNT_BLOCKED,
        Code.PASSWORD_EXPIRED,
        Code.NOT_PERMITTED,
        Code.LOCKED_OUT,
        Code.RATE_LIMITED,
        Code.TOO_MANY_CONNECTIONS,
        Code.PLAINTEXT_FORBIDDEN,
    }
)


def greeting_problem(text: str) -> Code:
    """For a greeting that is not OK: *text* is the whole line."""
    start = text.lstrip().upper()
    if start.startswith("* PREAUTH"):
        return Code.PREAUTH
    if not start.startswith(("* BYE", "* NO", "* BAD")):
        return Code.WRONG_SERVICE
    rest = fold(text)
    if words.BUSY.search(rest) and not words.BLOCK_LIST.search(rest):
        return Code.BUSY
    return Code.IP_BLOCKED if words.IP_BLOCKED.search(rest) else Code.BUSY


def login_problem(text: str, host: str) -> Code:
    """The code for a NO with *text* in answer to LOGIN or AUTHENTICATE at *host*."""
    code = refusal(take_apart(text, Service.IMAP))
    return usual_reason(host) if code in {None, Code.AUTH_FAILED} else code or Code.AUTH_FAILED


def goodbye_problem(text: str, host: str) -> Code:
    """A BYE in the place of an answer: about the sign-in only when it says so."""
    code = refusal(take_apart(text, Service.IMAP))
    if code is not None:
        return usual_reason(host) if code is Code.AUTH_FAILED else code
    rest = fold(text)
    if words.BUSY.search(rest):
        return Code.BUSY
    return Code.IP_BLOCKED if words.BLOCK_LIST.search(rest) else Code.DROPPED


def goodbye_after_login(text: str, host: str) -> Code:
    """A BYE later on: the name and the password were right."""
    if _TAKEN_AWAY.search(text):
        return Code.DROPPED
    if _IN_USE.search(text):
        return Code.BUSY
    code = goodbye_problem(text, host)
    if code is Code.AUTH_TEMPORARY:
        return Code.BUSY
    return code if code in _ABOUT_SIGN_IN | {Code.BUSY, Code.IP_BLOCKED} else Code.DROPPED


def rejected_command(text: str, host: str) -> Code:
    """A BAD in answer to LOGIN or AUTHENTICATE: the command is not known or its argument odd."""
    code = refusal(take_apart(text, Service.IMAP))
    if code in {None, Code.PROTOCOL, Code.NOT_PERMITTED}:
        return Code.AUTH_UNSUPPORTED
    return usual_reason(host) if code is Code.AUTH_FAILED else code or Code.AUTH_UNSUPPORTED


def command_problem(text: str, host: str) -> Code:
    """The code for a refusal with *text* of any command after the login.

    Some servers accept a login and tell what is wrong with it only now.
    """
    if _MISSING.search(text) or _TAKEN_AWAY.search(text):
        return Code.MAILBOX_MISSING
    if _IN_USE.search(text):
        return Code.BUSY
    # A fault with what was asked for, usually one message; it does not pass by waiting.
    if "[SERVERBUG]" in text:
        return Code.COMMAND_REFUSED
    if "[OVERQUOTA]" in text:  # of the mailbox: somebody makes room
        return Code.BUSY
    code = refusal(take_apart(text, Service.IMAP))
    if code is Code.AUTH_TEMPORARY:
        return Code.BUSY
    return code if code and code in _ABOUT_SIGN_IN else Code.COMMAND_REFUSED
