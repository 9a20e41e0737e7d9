"""What we know about one provider, as a value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Literal

from mail.core.discovery.result import Method, UsernameRule
from mail.core.endpoint import Endpoint

SignIn = Literal["", "google", "microsoft", "yahoo", "yandex", "mailru", "fastmail"]
"""Whose page a person can sign in at instead of typing a password here; empty for nobody's."""


class Hint(StrEnum):
    """What a person has to do at the provider first; the screen has the words."""

    NONE = ""
    APP_PASSWORD = "app_password"
    APP_PASSWORD_GOOGLE = "app_password_google"
    APP_PASSWORD_APPLE = "app_password_apple"
    APPLE_OWN_DOMAIN = "apple_own_domain"
    APP_PASSWORD_YAHOO = "app_password_yahoo"
    APP_PASSWORD_AOL = "app_password_aol"
    APP_PASSWORD_FASTMAIL = "app_password_fastmail"
    APP_PASSWORD_MAILRU = "app_password_mailru"
    APP_PASSWORD_POSTEO = "app_password_posteo"
    APP_PASSWORD_INFOMANIAK = "app_password_infomaniak"
    SECURE_MAIL_KEY = "secure_mail_key"
    AUTHORISATION_CODE = "authorisation_code"
    AUTHORISATION_CODE_QQ = "authorisation_code_qq"
    AUTHORISATION_CODE_NETEASE = "authorisation_code_netease"
    IF_TWO_FACTOR = "if_two_factor"
    ENABLE_IMAP = "enable_imap"
    ENABLE_IMAP_GMX = "enable_imap_gmx"
    ENABLE_IMAP_FREENET = "enable_imap_freenet"
    ENABLE_IMAP_ZOHO = "enable_imap_zoho"
    ENABLE_IMAP_NAVER = "enable_imap_naver"
    ENABLE_IMAP_AND_APP_PASSWORD = "enable_imap_and_app_password"
    ENABLE_IMAP_YANDEX = "enable_imap_yandex"
    ENABLE_SMTP_FREE = "enable_smtp_free"
    THIRD_PARTY_ACCESS = "third_party_access"
    MAIL_PASSWORD = "mail_password"
    MAIL_PASSWORD_TELEKOM = "mail_password_telekom"
    OWN_USERNAME = "own_username"
    PAID_PLAN = "paid_plan"
    SIGN_IN_MICROSOFT = "sign_in_microsoft"
    SIGN_IN_OUTLOOK = "sign_in_outlook"
    NO_IMAP = "no_imap"
    NO_IMAP_PROTON = "no_imap_proton"
    FORWARDS_ONLY = "forwards_only"
    FORWARDS_ONLY_APPLE = "forwards_only_apple"

    @property
    def method(self) -> Method:
        """What the provider wants to see at sign-in when this is what it asks for."""
        if self in _SIGN_IN:
            return Method.OAUTH
        return Method.APP_PASSWORD if self in _APP_PASSWORD else Method.PASSWORD

    @property
    def is_closed(self) -> bool:
        """Whether nothing that a person does there lets other programs in."""
        return self in _CLOSED


_SIGN_IN = frozenset({Hint.SIGN_IN_MICROSOFT, Hint.SIGN_IN_OUTLOOK})
_CLOSED = frozenset(
    {Hint.NO_IMAP, Hint.NO_IMAP_PROTON, Hint.FORWARDS_ONLY, Hint.FORWARDS_ONLY_APPLE}
)
_APP_PASSWORD = frozenset(
    {
        Hint.APP_PASSWORD,
        Hint.APP_PASSWORD_GOOGLE,
        Hint.APP_PASSWORD_APPLE,
        Hint.APPLE_OWN_DOMAIN,
        Hint.APP_PASSWORD_YAHOO,
        Hint.APP_PASSWORD_AOL,
        Hint.APP_PASSWORD_FASTMAIL,
        Hint.APP_PASSWORD_MAILRU,
        Hint.APP_PASSWORD_POSTEO,
        Hint.APP_PASSWORD_INFOMANIAK,
        Hint.SECURE_MAIL_KEY,
        Hint.AUTHORISATION_CODE,
        Hint.AUTHORISATION_CODE_QQ,
        Hint.AUTHORISATION_CODE_NETEASE,
        Hint.ENABLE_IMAP_AND_APP_PASSWORD,
        Hint.ENABLE_IMAP_YANDEX,
        Hint.MAIL_PASSWORD_TELEKOM,
    }
)


@dataclass(frozen=True, slots=True)
class Servers:
    """The user names are those of the provider's own domains; elsewhere it is the address.

    ``imap_others`` and ``smtp_others`` are further ways in, for when the first is not reached.
    """

    imap: Endpoint
    smtp: Endpoint
    imap_username: UsernameRule = "address"
    smtp_username: UsernameRule = "address"
    imap_others: tuple[Endpoint, ...] = ()
    smtp_others: tuple[Endpoint, ...] = ()


@dataclass(frozen=True, slots=True)
class Provider:
    """``servers`` is None where programs are not let in.

    A domain that begins with a dot means all below it, and so do ``mx_suffixes``.
    ``mx_patterns`` are whole host names in which ``*`` stands for anything within a label.
    ``spf`` are the names that its customers include in their SPF records, ``autodiscover`` the
    targets of their ``autodiscover`` aliases.
    """

    name: str
    servers: Servers | None
    domains: frozenset[str] = frozenset()
    mx_suffixes: tuple[str, ...] = ()
    mx_patterns: tuple[str, ...] = ()
    hint: Hint = Hint.NONE
    mx_hint: Hint | None = None
    """The hint for other people's domains, where it differs."""
    oauth: SignIn = ""
    help_urls: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}), hash=False)
    """Pages of its own, by language code."""
    spf: tuple[str, ...] = ()
    autodiscover: tuple[str, ...] = ()

    @property
    def method(self) -> Method:
        return self.hint.method

    @property
    def passwords(self) -> bool:
        """Whether a password of any kind is still accepted, besides signing in at their page."""
        return self.method is not Method.OAUTH

    def help_url(self, language: str) -> str:
        """The help page for a reader of *language*: theirs, the English one, any, or empty."""
        urls = self.help_urls
        return urls.get(language) or urls.get("en") or next(iter(urls.values()), "")
