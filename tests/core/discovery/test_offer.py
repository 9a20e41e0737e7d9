"""Whether what a server offers would let anybody sign in."""

from __future__ import annotations

import pytest

from mail.core.discovery.offer import offer_problem
from mail.core.endpoint import Service
from mail.core.errors import Code


@pytest.mark.parametrize(
    ("service", "words", "problem"),
    [
        (Service.IMAP, "IMAP4REV1 AUTH=PLAIN", None),
        (Service.IMAP, "IMAP4REV2", None),
        (Service.IMAP, "IMAP4REV1 LOGINDISABLED AUTH=XOAUTH2", None),
        (Service.IMAP, "IMAP4REV1 LOGINDISABLED", Code.AUTH_UNSUPPORTED),
        (Service.IMAP, "IMAP4REV1 LOGINDISABLED AUTH=GSSAPI", Code.AUTH_UNSUPPORTED),
        (Service.IMAP, "STARTTLS", Code.WRONG_SERVICE),
        (Service.SMTP, "NOTHING AUTH=LOGIN", None),
        (Service.SMTP, "NOTHING AUTH=NTLM", Code.AUTH_UNSUPPORTED),
        (Service.SMTP, "NOTHING", Code.AUTH_UNSUPPORTED),
        (Service.IMAP, "", None),
        (Service.SMTP, "", None),
    ],
)
def test_what_an_offer_is_worth(service: Service, words: str, problem: Code | None) -> None:
    assert offer_problem(service, set(words.split())) is problem
