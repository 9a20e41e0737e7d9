"""Every problem as the help lists it: the words of ``accounts/problems.py`` about an example."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise

from accounts.help_links import help_url, topic_for
from accounts.help_topics import topic_named
from accounts.problems import Problem, explain
from mail.core.errors import Code, MailError

_HOST = "mail.example.com"
_ADDRESS_CODES = {
    Code.OAUTH_WRONG_ACCOUNT,
    Code.RECIPIENTS_REFUSED,
    Code.OWN_CARD,
}
_DOMAIN_CODES = {  # also those about a provider as a whole
    Code.DOMAIN_UNKNOWN,
    Code.DOMAIN_NO_MAIL,
    Code.DNS_FAILED,
    Code.PROVIDER_NO_IMAP,
    Code.PROVIDER_POP_ONLY,
    Code.PROVIDER_PLAINTEXT_ONLY,
    Code.GATEWAY_MX,
    Code.NOT_FOUND,
    Code.OAUTH_RECONNECT,
    Code.OAUTH_CONSENT,
    Code.OAUTH_INTERACTION,
    Code.OAUTH_APP_BROKEN,
    Code.OAUTH_SCOPE,
    Code.OAUTH_TEMPORARY,
    Code.OAUTH_SASL_REJECTED,
}


@dataclass(frozen=True, slots=True)
class Entry:
    """``code`` is the anchor on the page; ``more_title`` is empty where no page says more."""

    code: str
    problem: Problem
    more_title: str | Promise
    more_url: str


def all_problems(*, staff: bool) -> list[Entry]:
    """In the order in which they are met: finding, connecting, signing in, reading, sending."""
    return [_entry(code, staff) for code in Code]


def _entry(code: Code, staff: bool) -> Entry:
    slug, anchor = topic_for(code, staff=staff)
    topic = topic_named(slug) if slug != "problems" else None
    return Entry(
        code=code.value,
        problem=explain(MailError(code, subject=_example(code))),
        more_title=topic.title if topic else "",
        more_url=help_url(slug, anchor) if topic else "",
    )


def _example(code: Code) -> str:
    if code is Code.ADDRESS_INVALID:
        return "name.example.com"
    if code in _ADDRESS_CODES:
        return "name@example.com"
    if code in _DOMAIN_CODES:
        return "example.com"
    return "Offers" if code is Code.MAILBOX_MISSING else _HOST
