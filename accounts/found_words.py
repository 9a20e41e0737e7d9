"""How servers were found, in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.problems import explain
from mail.core.discovery.result import Source
from mail.core.errors import Code, MailError

_l = gettext_lazy
TYPED = "typed"

_SENTENCES: dict[str, str | Promise] = {
    Source.PRESET: _l("Your administrator has laid down these servers for %(domain)s."),
    Source.PROVIDER_TABLE: _l("These are the servers of %(provider)s."),
    Source.PACC: _l("%(domain)s itself names these servers."),
    Source.AUTOCONFIG: _l("%(domain)s itself names these servers."),
    Source.WELL_KNOWN: _l("%(domain)s itself names these servers."),
    Source.ISPDB: _l("A public list of email providers names these servers."),
    Source.MX: _l("Email for %(domain)s is delivered to %(provider)s."),
    Source.MX_AUTOCONFIG: _l("Whoever receives the email for %(domain)s names these servers."),
    Source.MX_ISPDB: _l("Whoever receives the email for %(domain)s uses these servers."),
    Source.SRV: _l("The DNS of %(domain)s names these servers."),
    Source.AUTODISCOVER: _l("The Autodiscover service of %(domain)s names these servers."),
    Source.MAILCONF: _l("The DNS of %(domain)s leads to a file that names these servers."),
    Source.GATEWAY: _l(
        "Email for %(domain)s passes a filter; the mailbox seems to be at %(provider)s."
    ),
    Source.GUESS: _l("We tried usual names, and these servers answered."),
    TYPED: _l("You typed these servers yourself."),
}

_ASKED: dict[str, str | Promise] = {
    Source.PRESET: _l("Servers laid down by the administrator"),
    Source.PROVIDER_TABLE: _l("Our list of providers"),
    Source.PACC: _l("Configuration published by the domain"),
    Source.AUTOCONFIG: _l("Settings file of the domain"),
    Source.WELL_KNOWN: _l("Settings file on the website"),
    Source.ISPDB: _l("Public list of providers"),
    Source.MX: _l("Where the email is delivered"),
    Source.MX_AUTOCONFIG: _l("Settings file of whoever receives the email"),
    Source.MX_ISPDB: _l("Public list, for whoever receives the email"),
    Source.SRV: _l("Servers named in the DNS"),
    Source.AUTODISCOVER: _l("Autodiscover"),
    Source.MAILCONF: _l("Settings file named in the DNS"),
    Source.GATEWAY: _l("What is behind the filter"),
    Source.GUESS: _l("Usual server names"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was asked: ``found`` is whether it helped."""

    asked: str
    target: str
    result: str
    found: bool
    ms: int


def sentence(source: str, domain: str, provider: str) -> str:
    """Where the servers come from; empty for a source that nobody need explain."""
    words = _SENTENCES.get(source, "")
    return str(words) % {"domain": domain, "provider": provider or domain}


def steps(trail: Sequence[Sequence[str | int]]) -> list[Step]:
    return [_step(*map(str, entry)) for entry in trail]


def _step(source: str, target: str, result: str, ms: str) -> Step:
    asked = str(_ASKED.get(source, source))
    return Step(asked, target, _result(result), result == "found", int(ms))


def _result(word: str) -> str:
    if word == "found":
        return _("Found")
    if word == "nothing":
        return _("Nothing there")
    if word == "unfinished":
        return _("Not waited for")
    return explain(MailError(Code(word), subject=_("The server"))).title
