"""What we know about one provider, as a value."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from mail.core.discovery.result import Method, UsernameRule
from mail.core.endpoint import Endpoint, Service, parse_endpoint


class Hint(StrEnum):
    """What a person has to do at the provider first; the screen has the words."""

    NONE = ""
    APP_PASSWORD = "app_password"
    APP_PASSWORD_GOOGLE = "app_password_google"
    APP_PASSWORD_APPLE = "app_password_apple"
    APPLE_OWN_DOMAIN = "apple_own_domain"
    ENABLE_IMAP = "enable_imap"
    ENABLE_IMAP_AND_APP_PASSWORD = "enable_imap_and_app_password"
    MAIL_PASSWORD = "mail_password"
    SIGN_IN_MICROSOFT = "sign_in_microsoft"
    NO_IMAP = "no_imap"


@dataclass(frozen=True, slots=True)
class Servers:
    """The user names are those of the provider's own domains; elsewhere it is the address."""

    imap: Endpoint
    smtp: Endpoint
    imap_username: UsernameRule = "address"
    smtp_username: UsernameRule = "address"


@dataclass(frozen=True, slots=True)
class Provider:
    """``servers`` is None where programs are not let in. ``mx_suffixes`` begin with a dot."""

    name: str
    servers: Servers | None
    domains: frozenset[str] = frozenset()
    mx_suffixes: tuple[str, ...] = ()
    method: Method = Method.PASSWORD
    hint: Hint = Hint.NONE
    mx_hint: Hint | None = None
    """The hint for other people's domains, where it differs."""


def provider(
    name: str,
    imap: str,
    smtp: str,
    *,
    domains: str = "",
    mx: str = "",
    username: UsernameRule = "address",
    smtp_username: UsernameRule | None = None,
    method: Method = Method.PASSWORD,
    hint: Hint = Hint.NONE,
    mx_hint: Hint | None = None,
) -> Provider:
    """A provider as it is written in the tables: endpoints as text, names separated by blanks."""
    servers = Servers(
        parse_endpoint(Service.IMAP, imap),
        parse_endpoint(Service.SMTP, smtp),
        username,
        smtp_username or username,
    )
    return Provider(
        name, servers, frozenset(domains.split()), tuple(mx.split()), method, hint, mx_hint
    )


def closed_provider(name: str, *, domains: str, mx: str = "") -> Provider:
    """A provider that offers no IMAP to other programs."""
    return Provider(name, None, frozenset(domains.split()), tuple(mx.split()), hint=Hint.NO_IMAP)
