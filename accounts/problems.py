"""The only place where a problem's code becomes sentences; they are kept in ``accounts/words``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.report import report_of
from accounts.words import WORDS, Words
from accounts.words.certificate import WORDS_WITH_FACTS
from mail.core.certificate import CertificateFacts
from mail.core.endpoint import Endpoint, Service
from mail.core.errors import Code, MailError

_FIELD = {
    Code.AUTH_FAILED: "password",
    Code.APP_PASSWORD_NEEDED: "password",
    Code.SECRET_UNREADABLE: "password",
    Code.AUTH_TEMPORARY: "password",
    Code.OAUTH_NEEDED: "password",
    Code.WEB_LOGIN_NEEDED: "password",
    Code.ACCOUNT_BLOCKED: "password",
    Code.PASSWORD_EXPIRED: "password",
    Code.NOT_PERMITTED: "password",
    Code.IMAP_DISABLED: "password",
    Code.SMTP_DISABLED: "password",
    Code.LOCKED_OUT: "password",
    Code.RATE_LIMITED: "password",
    Code.TOO_MANY_CONNECTIONS: "password",
    Code.SENDER_REFUSED: "username",
    Code.RELAY_DENIED: "username",
    Code.REFUSED: "port",
    Code.TIMEOUT: "port",
    Code.EGRESS_BLOCKED: "port",
    Code.WRONG_SERVICE: "port",
    Code.TLS_EXPECTED_PLAIN: "security",
    Code.PLAIN_EXPECTED_TLS: "security",
    Code.STARTTLS_MISSING: "security",
    Code.STARTTLS_REFUSED: "security",
    Code.PLAINTEXT_FORBIDDEN: "security",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem as a person reads it.

    ``server_said`` and ``alerts`` are quotations, shown as such. ``report`` is plain text to copy
    for whoever helps. ``help_anchor`` names the section of the help page about problems.
    """

    code: str
    title: str
    explanation: str
    next_step: str
    retry: bool
    server_said: str
    certificate: CertificateFacts | None = None
    alerts: tuple[str, ...] = ()
    report: str = ""
    help_anchor: str = ""


def explain(
    error: MailError,
    *,
    endpoint: Endpoint | None = None,
    address: str = "",
    now: datetime | None = None,
) -> Problem:
    """*error* in the reader's language; *endpoint* and *address* are for the report."""
    title, explanation, next_step = _words(error)
    names = {"subject": error.subject or _("the mail server"), **_names(error.certificate)}

    def sentence(words: object) -> str:
        # The name of a host stays as it is, also where it stands first.
        text = str(words) % names
        return text if error.subject else capfirst(text)

    return Problem(
        code=error.code.value,
        title=sentence(title),
        explanation=sentence(explanation),
        next_step=sentence(next_step),
        retry=error.retry,
        server_said=error.server_said,
        certificate=error.certificate,
        alerts=error.alerts,
        report=report_of(error, now or timezone.now(), endpoint=endpoint, address=address),
        help_anchor=error.code.value,
    )


def _words(error: MailError) -> Words:
    # What is made for *.hoster.net only names no server that could be typed instead.
    if error.certificate and error.certificate.plain_names and error.code in WORDS_WITH_FACTS:
        return WORDS_WITH_FACTS[error.code]
    return WORDS.get(error.code, WORDS[Code.INTERNAL])


def _names(facts: CertificateFacts | None) -> dict[str, str]:
    """What the sentences about a certificate name. Its dates are in UTC and without a time."""
    if facts is None:
        return {}
    return {
        "name": next(iter(facts.plain_names), ""),
        "issuer": facts.issuer or _("an unnamed authority"),
        "begins": date_format(facts.not_before, "DATE_FORMAT"),
        "ends": date_format(facts.not_after, "DATE_FORMAT"),
    }


def faulty_field(error: MailError, service: str) -> str:
    """The name of the form field to mend first, such as ``imap_host``."""
    kind = _FIELD.get(error.code, "host")
    return f"{service or Service.IMAP.value}_{kind}"


def is_about_password(error: MailError) -> bool:
    return _FIELD.get(error.code) == "password"
