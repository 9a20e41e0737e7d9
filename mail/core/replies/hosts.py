"""What a refusal without a reason means at providers that have only one."""

from __future__ import annotations

from mail.core.errors import Code

_HOSTS = (
    (("outlook.com", "office365.com", "hotmail.com", "office.com"), Code.OAUTH_NEEDED),
    (("gmail.com", "googlemail.com", "mail.me.com", "mail.yahoo.com", "mail.yahoo.co.jp",
      "aol.com", "fastmail.com", "messagingengine.com", "mail.ru", "t-online.de", "qq.com",
      "163.com", "126.com", "yeah.net", "sbcglobal.net", "att.net"), Code.APP_PASSWORD_NEEDED),
)  # fmt: skip


def usual_reason(host: str) -> Code:
    """AUTH_FAILED, unless *host* never takes the password with which people sign in there."""
    for names, code in _HOSTS:
        if any(host == name or host.endswith(f".{name}") for name in names):
            return code
    return Code.AUTH_FAILED
