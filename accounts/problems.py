"""The only place where a problem's code becomes sentences; they are kept in ``accounts/words``."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.words import WORDS
from mail.core.endpoint import Service
from mail.core.errors import Code, MailError

_FIELD = {
    Code.AUTH_FAILED: "password",
    Code.APP_PASSWORD_NEEDED: "password",
    Code.SECRET_UNREADABLE: "password",
    Code.AUTH_TEMPORARY: "password",
    Code.IMAP_DISABLED: "password",
    Code.TOO_MANY_CONNECTIONS: "password",
    Code.REFUSED: "port",
    Code.TIMEOUT: "port",
    Code.WRONG_SERVICE: "port",
    Code.TLS_EXPECTED_PLAIN: "security",
    Code.STARTTLS_MISSING: "security",
    Code.STARTTLS_REFUSED: "security",
    Code.PLAINTEXT_FORBIDDEN: "security",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem as a person reads it. ``server_said`` is a quotation, shown as such."""

    code: str
    title: str
    explanation: str
    next_step: str
    retry: bool
    server_said: str


def explain(error: MailError) -> Problem:
    """*error* in the reader's language."""
    title, explanation, next_step = WORDS.get(error.code, WORDS[Code.INTERNAL])
    names = {"subject": error.subject or _("the mail server")}
    return Problem(
        code=error.code.value,
        title=str(title) % names,
        explanation=str(explanation) % names,
        next_step=str(next_step) % names,
        retry=error.retry,
        server_said=error.server_said,
    )


def faulty_field(error: MailError, service: str) -> str:
    """The name of the form field to mend first, such as ``imap_host``."""
    kind = _FIELD.get(error.code, "host")
    return f"{service or Service.IMAP.value}_{kind}"


def is_about_password(error: MailError) -> bool:
    return _FIELD.get(error.code) == "password"
