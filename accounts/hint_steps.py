"""What to click at a provider, step by step.

Names of menus stand in our catalogues where a provider shows them in the reader's language, and
as the provider writes them where it speaks one language only.
"""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mail.core.discovery.provider import Hint

_Words = str | Promise
_Step = tuple[_Words, _Words]
"""A sentence, and what stands in it for ``%(what)s``: the name of a site or of a menu."""

MOST_STEPS = 4


def steps_for(hint: Hint, provider: str) -> tuple[str, ...]:
    """The steps for *hint*, at most four; none where the sentence of the hint says it all."""
    return tuple(
        str(words) % {"provider": provider, "what": str(what)}
        for words, what in _STEPS.get(hint, ())
    )


_SIGN_IN = _("Sign in at %(what)s.")
_OPEN = _("Open %(what)s.")
_MAILBOX: _Step = (_("Sign in to your mailbox at %(provider)s in a browser on a computer."), "")
_ACCOUNT: _Step = (_("Sign in to your account at %(provider)s in a browser."), "")
_LOOK: _Step = (_("Look for app passwords in its security settings."), "")
_CREATE: _Step = (_("Create an app password and copy it."), "")
_TYPE: _Step = (_("Type it here as the password."), "")
_SWITCH_ON: _Step = (_("Switch on IMAP and save."), "")
_OWN_PASSWORD: _Step = (_("Come back here and type the password of your mailbox."), "")
_TWO_FACTOR: _Step = (
    _("Type the password of your mailbox here; with two-factor sign-in, an app password."),
    "",
)
_CODE: _Step = (_("Switch on IMAP/SMTP there. The page then shows an authorisation code."), "")
_ELSEWHERE: _Step = (
    _(
        "Use an address at another provider here, or let %(provider)s forward your email there if "
        "it can."
    ),
    "",
)

_YAHOO_PLACE = _("Account Info › Security › Generate app password")
_APPLE_STEPS: tuple[_Step, ...] = (
    (_SIGN_IN, "account.apple.com"),
    (_OPEN, _("Sign-In and Security › App-Specific Passwords")),
    _CREATE,
    _TYPE,
)

_STEPS: dict[Hint, tuple[_Step, ...]] = {
    Hint.APP_PASSWORD: (_ACCOUNT, _LOOK, _CREATE, _TYPE),
    Hint.APP_PASSWORD_GOOGLE: (
        (_SIGN_IN, "myaccount.google.com"),
        (_OPEN, _("Security › 2-Step Verification › App passwords")),
        (_("Create an app password and type its 16 letters here."), ""),
        (
            _(
                "If app passwords are not offered, your organisation has switched them off: ask "
                "your administrator."
            ),
            "",
        ),
    ),
    Hint.APP_PASSWORD_APPLE: _APPLE_STEPS,
    Hint.APPLE_OWN_DOMAIN: _APPLE_STEPS,
    Hint.APP_PASSWORD_YAHOO: (
        (_SIGN_IN, "login.yahoo.com"),
        (_OPEN, _YAHOO_PLACE),
        _CREATE,
        _TYPE,
    ),
    Hint.APP_PASSWORD_AOL: ((_SIGN_IN, "login.aol.com"), (_OPEN, _YAHOO_PLACE), _CREATE, _TYPE),
    Hint.APP_PASSWORD_FASTMAIL: (
        (_SIGN_IN, "app.fastmail.com"),
        (_OPEN, "Settings › Privacy & Security › Manage app passwords"),
        (_("Create one with access to mail (IMAP/POP/SMTP) and copy it."), ""),
        _TYPE,
    ),
    Hint.APP_PASSWORD_MAILRU: (
        (_SIGN_IN, "account.mail.ru"),
        (_OPEN, "Безопасность › Пароли для внешних приложений"),
        _CREATE,
        _TYPE,
    ),
    Hint.APP_PASSWORD_POSTEO: (_ACCOUNT, _LOOK, _CREATE, _TYPE),
    Hint.APP_PASSWORD_INFOMANIAK: (
        _MAILBOX,
        (_("Look for the passwords of your devices in the settings of the mailbox."), ""),
        (_("Create a password for this inbox and copy it."), ""),
        _TYPE,
    ),
    Hint.SECURE_MAIL_KEY: (
        (_SIGN_IN, "att.com"),
        (_OPEN, "Profile › Sign-in info › Secure mail key"),
        (_("Create a secure mail key and copy it."), ""),
        _TYPE,
    ),
    Hint.AUTHORISATION_CODE: (_MAILBOX, _CODE, _TYPE),
    Hint.AUTHORISATION_CODE_QQ: (
        (_SIGN_IN, "mail.qq.com"),
        (_OPEN, "设置 › 账号 › POP3/IMAP/SMTP服务"),
        _CODE,
        _TYPE,
    ),
    Hint.AUTHORISATION_CODE_NETEASE: (
        _MAILBOX,
        (_OPEN, "设置 › POP3/SMTP/IMAP"),
        _CODE,
        _TYPE,
    ),
    Hint.ENABLE_IMAP: (_MAILBOX, _SWITCH_ON, _OWN_PASSWORD),
    Hint.ENABLE_IMAP_GMX: (
        _MAILBOX,
        (_OPEN, _("E-mail › Settings › POP3 & IMAP")),
        (_("Allow access by POP3 and IMAP, and save."), ""),
        _TWO_FACTOR,
    ),
    Hint.ENABLE_IMAP_FREENET: (
        _MAILBOX,
        (_OPEN, "Postfach-Einstellungen › POP3/IMAP/SMTP"),
        _SWITCH_ON,
        _OWN_PASSWORD,
    ),
    Hint.ENABLE_IMAP_ZOHO: (
        _MAILBOX,
        (_OPEN, "Settings › Mail Accounts › IMAP Access"),
        _SWITCH_ON,
        _TWO_FACTOR,
    ),
    Hint.ENABLE_IMAP_NAVER: (
        _MAILBOX,
        (_OPEN, "환경설정 › POP3/IMAP 설정"),
        _SWITCH_ON,
        _TWO_FACTOR,
    ),
    Hint.ENABLE_IMAP_AND_APP_PASSWORD: (_MAILBOX, _SWITCH_ON, _CREATE, _TYPE),
    Hint.ENABLE_IMAP_YANDEX: (
        (_SIGN_IN, "mail.yandex.com"),
        (_("Open %(what)s and allow IMAP with app passwords."), "Settings › Email clients"),
        (
            _("Open %(what)s, create a password for mail and copy it."),
            "id.yandex.com › Security › App passwords",
        ),
        _TYPE,
    ),
    Hint.ENABLE_SMTP_FREE: (
        (_SIGN_IN, "subscribe.free.fr"),
        (_("Look for %(what)s among the email services and switch it on."), "SMTP authentifié"),
        (_("Set up the inbox now; sending works within a day."), ""),
    ),
    Hint.THIRD_PARTY_ACCESS: (
        (_SIGN_IN, "connect.xfinity.com"),
        (_OPEN, "Email Settings › Security › Third Party Access Security"),
        (_("Allow access by other programs, and save."), ""),
        _OWN_PASSWORD,
    ),
    Hint.MAIL_PASSWORD_TELEKOM: (
        (_SIGN_IN, "email.t-online.de"),
        (_OPEN, "Einstellungen › Passwörter › Passwort für E-Mail-Programme"),
        (_("Set a password for email programs."), ""),
        _TYPE,
    ),
    Hint.SIGN_IN_OUTLOOK: (
        (_SIGN_IN, "outlook.live.com"),
        (_OPEN, _("Settings › Mail › Forwarding and IMAP")),
        (_("Let devices and apps use IMAP, and save."), ""),
        (_("Come back here and sign in with Microsoft."), ""),
    ),
    Hint.NO_IMAP: (_ELSEWHERE,),
    Hint.NO_IMAP_PROTON: (_ELSEWHERE,),
}
