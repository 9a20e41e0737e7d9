"""What a refusal means: response codes (RFC 5530) and the wordings of large providers."""

from __future__ import annotations

import re

from mail.core.errors import Code

# The words decide before the code: providers send AUTHENTICATIONFAILED with all of these.
_WORDS = tuple(
    (re.compile(pattern, re.IGNORECASE), code)
    for pattern, code in (
        # Dovecot and others when their own password database is away: not a wrong password.
        (r"temporary (?:authentication|server|system)|temporarily|try again later",
         Code.AUTH_TEMPORARY),
        # Gmail; mail.ru and vk; Yahoo; QQ; 163 and 126; Google's stop of a first sign-in.
        (r"application[- ]?specific password|app(?:lication)?[ -]password|parol prilozheniya|"
         r"authori[sz](?:ed|ation) code|unsafe login|web login required|"
         r"log ?in via your web browser", Code.APP_PASSWORD_NEEDED),
        # Outlook.com and Microsoft 365.
        (r"basic authentication is (?:disabled|not supported)|account is blocked",
         Code.OAUTH_NEEDED),
        # Gmail; Exchange; Yandex; Zoho; QQ.
        (r"not enabled for imap|imap (?:access )?is disabled|yet to enable imap|enable imap|"
         r"authenticated but not connected|service is not open", Code.IMAP_DISABLED),
        (r"simultaneous connections|maximum number of connections|too many connections",
         Code.TOO_MANY_CONNECTIONS),
        # A lock-out: going on would make it longer, so it is not the password's turn to be wrong.
        (r"too many (?:failed|bad|login|auth)|rate limit|bandwidth limits", Code.AUTH_TEMPORARY),
        (r"plaintext authentication (?:not allowed|disallowed)", Code.PLAINTEXT_FORBIDDEN),
    )
)  # fmt: skip

_CODES = {
    "UNAVAILABLE": Code.AUTH_TEMPORARY,
    "INUSE": Code.AUTH_TEMPORARY,
    "SERVERBUG": Code.AUTH_TEMPORARY,
    "LIMIT": Code.TOO_MANY_CONNECTIONS,
    "OVERQUOTA": Code.BUSY,
    "THROTTLED": Code.BUSY,
    "PRIVACYREQUIRED": Code.PLAINTEXT_FORBIDDEN,
    "CONTACTADMIN": Code.IMAP_DISABLED,
    "NOPERM": Code.IMAP_DISABLED,
}
_RESPONSE_CODE = re.compile(r"\[([A-Z-]+)[^\]]*\]")

# A plain "wrong password" of these means: not with the password of the account.
_HOSTS = (
    (("outlook.com", "office365.com", "hotmail.com"), Code.OAUTH_NEEDED),
    (("gmail.com", "googlemail.com", "mail.me.com", "mail.yahoo.com", "aol.com", "mail.ru",
      "qq.com", "163.com", "126.com", "yeah.net"), Code.APP_PASSWORD_NEEDED),
)  # fmt: skip

_MISSING = re.compile(r"\[(?:NONEXISTENT|TRYCREATE)\]|(?:doesn't|does not) exist|unknown mailbox",
                      re.IGNORECASE)  # fmt: skip


def login_problem(text: str, host: str) -> Code:
    """The code for a NO, BAD or BYE with *text* in answer to LOGIN or AUTHENTICATE at *host*."""
    if code := _worded(text) or _coded(text):
        return code
    for names, code in _HOSTS:
        if any(host == name or host.endswith(f".{name}") for name in names):
            return code
    return Code.AUTH_FAILED


def command_problem(text: str, host: str) -> Code:
    """The code for a refusal with *text* of any command after the login.

    Some servers accept a login and tell what is wrong with it only now.
    """
    if _MISSING.search(text):
        return Code.MAILBOX_MISSING
    # A fault with what was asked for, usually one message; it does not pass by waiting.
    if "[SERVERBUG]" in text:
        return Code.COMMAND_REFUSED
    code = _worded(text) or _coded(text) or Code.COMMAND_REFUSED
    return Code.BUSY if code is Code.AUTH_TEMPORARY else code


def _worded(text: str) -> Code | None:
    return next((code for pattern, code in _WORDS if pattern.search(text)), None)


def _coded(text: str) -> Code | None:
    codes = (_CODES.get(name) for name in _RESPONSE_CODE.findall(text))
    return next((code for code in codes if code), None)
