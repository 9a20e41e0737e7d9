"""How one provider is written in the table: names and servers as text, separated by blanks."""

from __future__ import annotations

from types import MappingProxyType

from mail.core.discovery.provider import Hint, Provider, Servers, SignIn
from mail.core.discovery.result import UsernameRule
from mail.core.discovery.server_notation import endpoints
from mail.core.endpoint import Service


def provider(
    name: str,
    imap: str,
    smtp: str,
    *,
    domains: str = "",
    mx: str = "",
    username: UsernameRule = "address",
    smtp_username: UsernameRule | None = None,
    hint: Hint = Hint.NONE,
    mx_hint: Hint | None = None,
    oauth: SignIn = "",
    help_urls: str = "",
    spf: str = "",
    autodiscover: str = "",
) -> Provider:
    """A provider that lets programs in. ``mx``: ``.suffix``, ``whole.host`` or ``pat*ern.host``.

    ``help_urls``: ``en=https://… de=https://…``.
    """
    first_imap, *imap_others = endpoints(Service.IMAP, imap)
    first_smtp, *smtp_others = endpoints(Service.SMTP, smtp)
    return Provider(
        name,
        Servers(
            first_imap,
            first_smtp,
            username,
            smtp_username or username,
            tuple(imap_others),
            tuple(smtp_others),
        ),
        frozenset(domains.split()),
        _suffixes(mx),
        _patterns(mx),
        hint,
        mx_hint,
        oauth,
        help_urls=_by_language(help_urls),
        spf=tuple(spf.split()),
        autodiscover=tuple(autodiscover.split()),
    )


def closed(
    name: str,
    *,
    domains: str,
    mx: str = "",
    hint: Hint = Hint.NO_IMAP,
    help_urls: str = "",
    spf: str = "",
) -> Provider:
    """A provider that does not let other programs in."""
    return Provider(
        name,
        None,
        frozenset(domains.split()),
        _suffixes(mx),
        _patterns(mx),
        hint,
        help_urls=_by_language(help_urls),
        spf=tuple(spf.split()),
    )


def _suffixes(mx: str) -> tuple[str, ...]:
    return tuple(word for word in mx.split() if word.startswith("."))


def _patterns(mx: str) -> tuple[str, ...]:
    return tuple(word for word in mx.split() if not word.startswith("."))


def _by_language(text: str) -> MappingProxyType[str, str]:
    pairs = (word.partition("=") for word in text.split())
    return MappingProxyType({language: url for language, _, url in pairs})
