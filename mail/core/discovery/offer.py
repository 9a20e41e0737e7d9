"""Whether a server that was reached would let anybody sign in, by what it offers (RFC 9051 §6.1.1,
RFC 4954 §3)."""

from __future__ import annotations

from collections.abc import Collection

from mail.core.endpoint import Service
from mail.core.errors import Code

_MECHANISMS = frozenset({"PLAIN", "LOGIN", "XOAUTH2", "OAUTHBEARER", "CRAM-MD5"})


def offer_problem(service: Service, words: Collection[str]) -> Code | None:
    """What is wrong with *words*: IMAP capabilities, or SMTP's mechanisms as ``AUTH=PLAIN``.

    No words at all are no offer, and no problem: the server kept silent.
    """
    if not words:
        return None
    can_authenticate = any(f"AUTH={mechanism}" in words for mechanism in _MECHANISMS)
    if service is Service.SMTP:
        return None if can_authenticate else Code.AUTH_UNSUPPORTED
    if "IMAP4REV1" not in words and "IMAP4REV2" not in words:
        return Code.WRONG_SERVICE
    return None if can_authenticate or "LOGINDISABLED" not in words else Code.AUTH_UNSUPPORTED
