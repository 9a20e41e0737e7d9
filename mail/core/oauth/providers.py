"""The authorisation servers of large providers. Facts, checked in 2026; order does not matter.

An application has to be registered at each of them by the administrator: no client id is shipped.
"""

from __future__ import annotations

from mail.core.oauth.provider import OAuthProvider, is_among
from mail.core.oauth.sasl import XOAUTH2_ONLY

GOOGLE = OAuthProvider(
    key="google",
    name="Google",
    issuer="https://accounts.google.com",
    authorize_url="https://accounts.google.com/o/oauth2/v2/auth",
    token_url="https://oauth2.googleapis.com/token",
    revoke_url="https://oauth2.googleapis.com/revoke",
    scopes=("https://mail.google.com/", "openid", "email"),
    mail_scopes=("https://mail.google.com/",),
    mail_hosts=("imap.gmail.com", "smtp.gmail.com", "imap.googlemail.com", "smtp.googlemail.com"),
    # Without "consent" a second sign-in brings no refresh token.
    parameters=(("access_type", "offline"), ("prompt", "consent")),
)

MICROSOFT = OAuthProvider(
    key="microsoft",
    name="Microsoft",
    authorize_url="https://login.microsoftonline.com/{tenant}/oauth2/v2.0/authorize",
    token_url="https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token",
    scopes=(
        "https://outlook.office.com/IMAP.AccessAsUser.All",
        "https://outlook.office.com/SMTP.Send",
        "offline_access",
        "openid",
        "email",
        "profile",
    ),
    mail_scopes=(
        "https://outlook.office.com/IMAP.AccessAsUser.All",
        "https://outlook.office.com/SMTP.Send",
    ),
    mail_hosts=("outlook.office365.com", "smtp.office365.com", "smtp-mail.outlook.com",
                "imap-mail.outlook.com", "outlook.office.com"),
    parameters=(("prompt", "select_account"),),
    mechanisms=XOAUTH2_ONLY,
    takes_passwords=False,
)  # fmt: skip

# Both want the mail scope approved by a form of theirs before it may be asked for.
YAHOO = OAuthProvider(
    key="yahoo",
    name="Yahoo",
    authorize_url="https://api.login.yahoo.com/oauth2/request_auth",
    token_url="https://api.login.yahoo.com/oauth2/get_token",
    revoke_url="https://api.login.yahoo.com/oauth2/revoke",
    scopes=("mail-w",),
    mail_scopes=("mail-w",),
    mail_hosts=("imap.mail.yahoo.com", "smtp.mail.yahoo.com"),
)

AOL = OAuthProvider(
    key="aol",
    name="AOL",
    authorize_url="https://api.login.aol.com/oauth2/request_auth",
    token_url="https://api.login.aol.com/oauth2/get_token",
    revoke_url="https://api.login.aol.com/oauth2/revoke",
    scopes=("mail-w",),
    mail_scopes=("mail-w",),
    mail_hosts=("imap.aol.com", "smtp.aol.com"),
)

YANDEX = OAuthProvider(
    key="yandex",
    name="Yandex",
    authorize_url="https://oauth.yandex.com/authorize",
    token_url="https://oauth.yandex.com/token",
    revoke_url="https://oauth.yandex.com/revoke_token",
    scopes=("mail:imap_full", "mail:smtp"),
    mail_scopes=("mail:imap_full", "mail:smtp"),
    mail_hosts=(".yandex.com", ".yandex.ru"),
    mechanisms=XOAUTH2_ONLY,
)

MAIL_RU = OAuthProvider(
    key="mailru",
    name="Mail.ru",
    authorize_url="https://o2.mail.ru/login",
    token_url="https://o2.mail.ru/token",
    scopes=("mail.imap",),
    mail_scopes=("mail.imap",),
    mail_hosts=("imap.mail.ru", "smtp.mail.ru"),
    mechanisms=XOAUTH2_ONLY,
)

FASTMAIL = OAuthProvider(
    key="fastmail",
    name="Fastmail",
    authorize_url="https://api.fastmail.com/oauth/authorize",
    token_url="https://api.fastmail.com/oauth/refresh",
    scopes=(
        "https://www.fastmail.com/dev/protocol-imap",
        "https://www.fastmail.com/dev/protocol-smtp",
    ),
    mail_scopes=(
        "https://www.fastmail.com/dev/protocol-imap",
        "https://www.fastmail.com/dev/protocol-smtp",
    ),
    mail_hosts=("imap.fastmail.com", "smtp.fastmail.com"),
)

PROVIDERS = {
    provider.key: provider
    for provider in (GOOGLE, MICROSOFT, YAHOO, AOL, YANDEX, MAIL_RU, FASTMAIL)
}


def provider_for_host(host: str) -> OAuthProvider | None:
    """Whose mail server *host* is, among the providers with a sign-in of their own."""
    return next((p for p in PROVIDERS.values() if is_among(host, p.mail_hosts)), None)
