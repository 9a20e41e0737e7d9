"""The values of the big providers as the help shows them, read from the provider table."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mail.core.discovery.providers import PROVIDERS, Provider, Servers
from mail.core.discovery.result import Method
from mail.core.endpoint import Endpoint, Security

SHOWN = (
    "Outlook.com", "Microsoft 365", "Gmail", "Google Workspace", "iCloud", "Yahoo", "AOL",
    "GMX", "WEB.DE", "Telekom", "freenet", "mailbox.org", "Posteo", "IONOS", "STRATO",
    "one.com", "Simply.com", "Domeneshop", "Loopia", "Telia", "Telenor", "YouSee",
    "KPN", "Ziggo", "TransIP", "Infomaniak", "Fastmail", "Zoho Mail", "mail.com",
)  # fmt: skip
"""Providers in the order of the page; who is not in the table is left out."""

_FOR_COMPANIES = {
    "Microsoft 365", "Google Workspace", "IONOS", "STRATO", "one.com", "Simply.com", "Domeneshop",
    "Loopia", "TransIP",
}  # fmt: skip
"""Their customers bring domains of their own; those in the table are the provider's offices."""

_HERE = (".com", ".net", ".eu", ".de", ".at", ".ch", ".nl", ".dk", ".no", ".se", ".co.uk")
"""Where a provider has servers for each country: those of people who read our languages."""

_DOMAINS_SHOWN = 3

_SECURITY = {Security.TLS: "SSL/TLS", Security.STARTTLS: "STARTTLS"}
_SIGN_IN: dict[Method, str | Promise] = {
    Method.PASSWORD: _("Your password"),
    Method.APP_PASSWORD: _("An app password"),
    Method.OAUTH: _("Sign-in on its own page"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One server as a person types it."""

    host: str
    port: int
    security: str


@dataclass(frozen=True, slots=True)
class Row:
    """``domains`` are a few of the provider's own; empty where people bring their own."""

    name: str
    help_url: str
    domains: str
    incoming: Line
    outgoing: Line
    username: str | Promise
    sign_in: str | Promise


def provider_rows(language: str = "en") -> list[Row]:
    """With links to the providers' own help for a reader of *language*."""
    return [row for name in SHOWN for row in _rows_of(name, language)]


def closed_providers() -> str:
    """The names of those that let no other program in."""
    return ", ".join(dict.fromkeys(one.name for one in PROVIDERS if one.servers is None))


def _rows_of(name: str, language: str) -> list[Row]:
    known = [one for one in PROVIDERS if one.name == name]
    rows = [_row(one, one.servers, language) for one in known if one.servers]
    return [row for row in rows if len(rows) == 1 or row.incoming.host.endswith(_HERE)]


def _row(provider: Provider, servers: Servers, language: str) -> Row:
    return Row(
        provider.name,
        provider.help_url(language),
        _domains(provider),
        _line(servers.imap),
        _line(servers.smtp),
        _username(servers),
        _SIGN_IN[provider.method],
    )


def _domains(provider: Provider) -> str:
    """The best known domains: with its name first, then those of many countries, once each."""
    if provider.name in _FOR_COMPANIES:
        return ""
    families: dict[str, list[str]] = {}
    for domain in sorted(provider.domains, key=_is_national):
        families.setdefault(domain.partition(".")[0], []).append(domain)
    stem = provider.name.lower().partition(" ")[0].partition(".")[0]
    best_first = sorted(
        families.values(),
        key=lambda family: (not family[0].startswith(stem), -len(family), family),
    )
    first = [family[0] for family in best_first[:_DOMAINS_SHOWN]]
    return ", ".join(first) + (" …" if len(provider.domains) > len(first) else "")


def _is_national(domain: str) -> tuple[bool, str]:
    return not domain.endswith((".com", ".net")), domain


def _line(endpoint: Endpoint) -> Line:
    return Line(endpoint.host, endpoint.port, _SECURITY.get(endpoint.security, ""))


def _username(servers: Servers) -> str | Promise:
    if servers.imap_username == "address":
        return _("Your email address")
    if servers.smtp_username == "address":
        return _("What is before the @ sign; the whole address for the outgoing server")
    return _("What is before the @ sign")
