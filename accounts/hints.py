"""What a person has to do at the provider before the password works there, in their language."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mail.core.discovery.provider import Hint
from mail.core.discovery.result import Method

_WORDS: dict[str, str | Promise] = {
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
    Hint.ENABLE_IMAP: _(
        "At %(provider)s, IMAP must be switched on in the settings of your mailbox first."
    ),
    Hint.ENABLE_IMAP_AND_APP_PASSWORD: _(
        "At %(provider)s, switch on IMAP in the settings of your mailbox, create an app password "
        "there and type it here."
    ),
    Hint.MAIL_PASSWORD: _(
        "%(provider)s keeps a password of its own for email programs. It may differ from the one "
        "of your customer account."
    ),
    Hint.SIGN_IN_MICROSOFT: _(
        "%(provider)s may refuse passwords from programs. Ask your administrator if the sign-in "
        "fails."
    ),
}

_BY_METHOD = {Method.APP_PASSWORD: Hint.APP_PASSWORD, Method.OAUTH: Hint.SIGN_IN_MICROSOFT}


def sentence(hint: str, method: str, provider: str) -> str:
    """The sentence for *hint*, or for *method* where the provider has none; may be empty."""
    words = _WORDS.get(hint or _BY_METHOD.get(Method(method or Method.PASSWORD), Hint.NONE), "")
    return str(words) % {"provider": provider or _("Your provider")}
