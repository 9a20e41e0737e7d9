"""What a person has to do at the provider before the password works there, in their language."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.hint_steps import steps_for
from mail.core.discovery.provider import Hint
from mail.core.discovery.providers import providers_named
from mail.core.discovery.result import Method


@dataclass(frozen=True, slots=True)
class Advice:
    """``steps`` are what to do at the provider, in order; ``link`` is a page of theirs, or empty.

    An empty ``sentence`` means that nothing has to be done first.
    """

    sentence: str
    steps: tuple[str, ...] = ()
    link: str = ""


def advice(hint: str, method: str, provider: str) -> Advice:
    """What *provider*, given by its name, asks for before a program may sign in."""
    known = _hint(hint, method)
    if known is Hint.NONE:
        return Advice("", link=_link(provider))
    name = provider or str(_("Your provider"))
    return Advice(_sentence(known, name), steps_for(known, name), _link(provider))


def impossible(provider: str) -> Advice:
    """Why mail at the provider named *provider* cannot be opened here, and what helps instead."""
    closed = (one.hint for one in providers_named(provider) if one.hint.is_closed)
    return advice(next(closed, Hint.NO_IMAP), "", provider)


def sentence(hint: str, method: str, provider: str) -> str:
    """The sentence of :func:`advice` alone; may be empty."""
    return advice(hint, method, provider).sentence


def _hint(hint: str, method: str) -> Hint:
    """The hint meant; one that an older version stored and this one does not know is none."""
    try:
        return Hint(hint) or _BY_METHOD.get(Method(method or Method.PASSWORD), Hint.NONE)
    except ValueError:
        return Hint.NONE


def _sentence(hint: Hint, name: str) -> str:
    return str(_WORDS[_SAME_WORDS.get(hint, hint)]) % {"provider": name}


def _link(provider: str) -> str:
    """The provider's help page for the reader: in their language, in English, in any."""
    language = (get_language() or "en").partition("-")[0]
    named = [one for one in providers_named(provider) if one.help_urls]
    best = [one for wanted in (language, "en") for one in named if wanted in one.help_urls]
    return (best or named)[0].help_url(language) if named else ""


_BY_METHOD = {Method.APP_PASSWORD: Hint.APP_PASSWORD, Method.OAUTH: Hint.SIGN_IN_MICROSOFT}

_SAME_WORDS = {
    Hint.APP_PASSWORD_YAHOO: Hint.APP_PASSWORD,
    Hint.APP_PASSWORD_AOL: Hint.APP_PASSWORD,
    Hint.APP_PASSWORD_FASTMAIL: Hint.APP_PASSWORD,
    Hint.APP_PASSWORD_MAILRU: Hint.APP_PASSWORD,
    Hint.AUTHORISATION_CODE_QQ: Hint.AUTHORISATION_CODE,
    Hint.AUTHORISATION_CODE_NETEASE: Hint.AUTHORISATION_CODE,
    Hint.ENABLE_IMAP_FREENET: Hint.ENABLE_IMAP,
    Hint.ENABLE_IMAP_NAVER: Hint.ENABLE_IMAP_ZOHO,
    Hint.ENABLE_IMAP_YANDEX: Hint.ENABLE_IMAP_AND_APP_PASSWORD,
    Hint.SIGN_IN_OUTLOOK: Hint.SIGN_IN_MICROSOFT,
}

_WORDS: dict[Hint, str | Promise] = {
    Hint.APP_PASSWORD: _(
        "%(provider)s needs an app password here: one that you create in your account there, "
        "for programs only."
    ),
    Hint.APP_PASSWORD_GOOGLE: _(
        "Google needs an app password here. Switch on 2-Step Verification in your Google "
        "account, create an app password there and type it here."
    ),
    Hint.APP_PASSWORD_APPLE: _(
        "Apple needs an app-specific password here. Create one in your Apple account, under "
        "Sign-In and Security."
    ),
    Hint.APPLE_OWN_DOMAIN: _(
        "Your email is at iCloud, which needs an app-specific password here. If it is refused, "
        "open Advanced settings and type your iCloud address as the user name."
    ),
    Hint.APP_PASSWORD_POSTEO: _(
        "Type an app password of %(provider)s here. The password of your account works only "
        "while the additional protection of your mailbox is off."
    ),
    Hint.APP_PASSWORD_INFOMANIAK: _(
        "%(provider)s wants each program to have a password of its own. Create one for this "
        "inbox and type it here."
    ),
    Hint.SECURE_MAIL_KEY: _("%(provider)s needs a secure mail key here instead of your password."),
    Hint.AUTHORISATION_CODE: _(
        "%(provider)s needs an authorisation code here instead of your password. You get one "
        "when you switch on IMAP in the settings of your mailbox."
    ),
    Hint.IF_TWO_FACTOR: _(
        "If two-factor sign-in is on at %(provider)s, create an app password there and type it "
        "here. Otherwise the password of your mailbox works."
    ),
    Hint.ENABLE_IMAP: _(
        "At %(provider)s, IMAP must be switched on in the settings of your mailbox first."
    ),
    Hint.ENABLE_IMAP_GMX: _(
        "At %(provider)s, IMAP must be switched on in the settings of your mailbox first. It is "
        "switched off again when no program has used it for a long time."
    ),
    Hint.ENABLE_IMAP_ZOHO: _(
        "At %(provider)s, IMAP must be switched on in the settings of your mailbox first. With "
        "two-factor sign-in you also need an app password."
    ),
    Hint.ENABLE_IMAP_AND_APP_PASSWORD: _(
        "At %(provider)s, switch on IMAP in the settings of your mailbox, create an app password "
        "there and type it here."
    ),
    Hint.ENABLE_SMTP_FREE: _(
        "%(provider)s lets programs receive at once, but send only after you have switched on "
        "authenticated SMTP in your account there."
    ),
    Hint.THIRD_PARTY_ACCESS: _(
        "%(provider)s lets other programs in only after you have allowed it in the settings of "
        "your mailbox."
    ),
    Hint.MAIL_PASSWORD: _(
        "%(provider)s keeps a password of its own for email programs. It may differ from the one "
        "of your customer account."
    ),
    Hint.MAIL_PASSWORD_TELEKOM: _(
        "%(provider)s needs the password for email programs here. It is not the one that you "
        "sign in with on its pages."
    ),
    Hint.OWN_USERNAME: _(
        "At %(provider)s, a mailbox may have a user name that is not its address. If the sign-in "
        "is refused, open Advanced settings and type that name."
    ),
    Hint.PAID_PLAN: _(
        "%(provider)s lets other programs in only with a paid plan. There IMAP may have to be "
        "switched on first."
    ),
    Hint.SIGN_IN_MICROSOFT: _(
        "%(provider)s no longer accepts passwords from other programs. Sign in with Microsoft; "
        "if that is not offered here, your administrator has to set it up first."
    ),
    Hint.NO_IMAP: _(
        "%(provider)s does not let other programs read your email, so it cannot be opened here."
    ),
    Hint.NO_IMAP_PROTON: _(
        "%(provider)s lets other programs in only through Proton Mail Bridge, which runs on your "
        "own computer, so your email cannot be opened here."
    ),
    Hint.FORWARDS_ONLY: _(
        "%(provider)s only sends email on to another address of yours. Set up that address here."
    ),
    Hint.FORWARDS_ONLY_APPLE: _(
        "This is a Hide My Email address: Apple only sends its email on to your own address. Set "
        "up that address here."
    ),
}
