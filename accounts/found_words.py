"""How servers were found, in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from mail.core.discovery.result import Source
from mail.core.errors import Code

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
    return str(_RESULTS.get(word) or _l("No usable answer"))


_RESULTS: dict[str, str | Promise] = {
    "found": _l("Found"),
    "nothing": _l("Nothing there"),
    "unfinished": _l("Not waited for"),
    Code.DOMAIN_UNKNOWN: _l("No such domain"),
    Code.DOMAIN_NO_MAIL: _l("Receives no email"),
    Code.HOST_UNRESOLVED: _l("No such name"),
    Code.DNS_FAILED: _l("The DNS gave no answer"),
    Code.TIMEOUT: _l("No answer in time"),
    Code.REFUSED: _l("Nothing answers on this port"),
    Code.UNREACHABLE: _l("Cannot be reached"),
    Code.WRONG_SERVICE: _l("Another service answers"),
    Code.BLOCKED_PRIVATE: _l("We may not connect there"),
    Code.TLS_NAME_MISMATCH: _l("Its certificate belongs to another server"),
    Code.TLS_EXPIRED: _l("Its certificate has expired"),
    Code.TLS_SELF_SIGNED: _l("It made its own certificate"),
    Code.TLS_UNKNOWN_CA: _l("Its certificate is from an unknown authority"),
    Code.PLAINTEXT_FORBIDDEN: _l("Leads to a place without encryption"),
}
