"""The providers themselves: facts about the ones that our users most often have.

Endpoints are written as ``host:port:security``, like everywhere else. Order does not matter.
"""

from __future__ import annotations

from mail.core.discovery.provider import Hint, closed_provider, provider
from mail.core.discovery.provider_table_europe import GERMAN, NORDIC_AND_DUTCH
from mail.core.discovery.result import Method

_WORLD = (
    provider(
        "Gmail",
        "imap.gmail.com:993:tls",
        "smtp.gmail.com:465:tls",
        domains="gmail.com googlemail.com",
        method=Method.APP_PASSWORD,
        hint=Hint.APP_PASSWORD_GOOGLE,
    ),
    provider(
        "Google Workspace",
        "imap.gmail.com:993:tls",
        "smtp.gmail.com:465:tls",
        domains="google.com",
        mx=".google.com .googlemail.com",
        method=Method.APP_PASSWORD,
        hint=Hint.APP_PASSWORD_GOOGLE,
    ),
    provider(
        "Outlook.com",
        "outlook.office365.com:993:tls",
        "smtp-mail.outlook.com:587:starttls",
        domains="""
            outlook.com hotmail.com live.com msn.com windowslive.com
            outlook.at outlook.be outlook.cz outlook.de outlook.dk outlook.es outlook.fr outlook.ie
            outlook.in outlook.it outlook.jp outlook.lv outlook.pt outlook.sk outlook.com.au
            outlook.com.br
            hotmail.be hotmail.ca hotmail.cz hotmail.de hotmail.dk hotmail.es hotmail.fi hotmail.fr
            hotmail.gr hotmail.it hotmail.lt hotmail.lv hotmail.nl hotmail.no hotmail.se
            hotmail.co.jp hotmail.co.uk hotmail.com.au hotmail.com.br
            live.at live.be live.ca live.de live.dk live.fi live.fr live.ie live.it live.jp live.nl
            live.no live.se live.co.uk live.com.au live.com.pt
        """,
        mx=".olc.protection.outlook.com",
        method=Method.OAUTH,
        hint=Hint.SIGN_IN_MICROSOFT,
    ),
    provider(
        "Microsoft 365",
        "outlook.office365.com:993:tls",
        "smtp.office365.com:587:starttls",
        domains="office365.com",
        mx=".mail.protection.outlook.com .mx.microsoft",
        method=Method.OAUTH,
        hint=Hint.SIGN_IN_MICROSOFT,
    ),
    provider(
        "iCloud",
        "imap.mail.me.com:993:tls",
        "smtp.mail.me.com:587:starttls",
        domains="icloud.com me.com mac.com",
        mx=".mail.icloud.com",
        username="local_part",
        smtp_username="address",
        method=Method.APP_PASSWORD,
        hint=Hint.APP_PASSWORD_APPLE,
        mx_hint=Hint.APPLE_OWN_DOMAIN,
    ),
    provider(
        "Yahoo",
        "imap.mail.yahoo.com:993:tls",
        "smtp.mail.yahoo.com:465:tls",
        domains="""
            yahoo.com ymail.com myyahoo.com rocketmail.com yahoo.ca yahoo.de yahoo.it yahoo.fr
            yahoo.es yahoo.se yahoo.co.in yahoo.co.uk yahoo.co.nz yahoo.com.au yahoo.com.br
            yahoo.com.mx
        """,
        mx=".yahoodns.net",
        method=Method.APP_PASSWORD,
        hint=Hint.APP_PASSWORD,
    ),
    provider(
        "AOL",
        "imap.aol.com:993:tls",
        "smtp.aol.com:465:tls",
        domains="aol.com aim.com aol.de aol.fr aol.it aol.es aol.se aol.co.uk verizon.net",
        method=Method.APP_PASSWORD,
        hint=Hint.APP_PASSWORD,
    ),
    provider(
        "Fastmail",
        "imap.fastmail.com:993:tls",
        "smtp.fastmail.com:465:tls",
        domains="fastmail.com fastmail.fm messagingengine.com",
        mx=".messagingengine.com",
        method=Method.APP_PASSWORD,
        hint=Hint.APP_PASSWORD,
    ),
    provider(
        "Zoho Mail",
        "imap.zoho.com:993:tls",
        "smtp.zoho.com:465:tls",
        domains="zoho.com zohomail.com",
        hint=Hint.ENABLE_IMAP,
    ),
    provider(
        "Zoho Mail",
        "imap.zoho.eu:993:tls",
        "smtp.zoho.eu:465:tls",
        domains="zoho.eu zohomail.eu",
        hint=Hint.ENABLE_IMAP,
    ),
    # Zoho has other hosts for people's own domains.
    provider(
        "Zoho Mail",
        "imappro.zoho.com:993:tls",
        "smtppro.zoho.com:465:tls",
        mx=".zoho.com",
        hint=Hint.ENABLE_IMAP,
    ),
    provider(
        "Zoho Mail",
        "imappro.zoho.eu:993:tls",
        "smtppro.zoho.eu:465:tls",
        mx=".zoho.eu",
        hint=Hint.ENABLE_IMAP,
    ),
    provider(
        "mail.com",
        "imap.mail.com:993:tls",
        "smtp.mail.com:465:tls",
        domains="mail.com email.com usa.com post.com",
        hint=Hint.ENABLE_IMAP,
    ),
    provider(
        "Yandex",
        "imap.yandex.com:993:tls",
        "smtp.yandex.com:465:tls",
        domains="yandex.ru yandex.com yandex.by yandex.kz ya.ru narod.ru",
        mx=".yandex.net .yandex.ru",
        method=Method.APP_PASSWORD,
        hint=Hint.ENABLE_IMAP_AND_APP_PASSWORD,
    ),
    provider(
        "Comcast",
        "imap.comcast.net:993:tls",
        "smtp.comcast.net:465:tls",
        domains="comcast.net",
        hint=Hint.ENABLE_IMAP,
    ),
)

_HOSTERS = (
    provider("OVH", "ssl0.ovh.net:993:tls", "ssl0.ovh.net:465:tls", mx=".mail.ovh.net"),
    provider("Gandi", "mail.gandi.net:993:tls", "mail.gandi.net:465:tls", mx=".mail.gandi.net"),
    provider(
        "Rackspace",
        "secure.emailsrvr.com:993:tls",
        "secure.emailsrvr.com:465:tls",
        mx=".emailsrvr.com",
    ),
    provider(
        "GoDaddy",
        "imap.secureserver.net:993:tls",
        "smtpout.secureserver.net:465:tls",
        mx=".secureserver.net",
    ),
    provider(
        "Namecheap Private Email",
        "mail.privateemail.com:993:tls",
        "mail.privateemail.com:465:tls",
        mx=".privateemail.com",
    ),
    provider(
        "Hostinger",
        "imap.hostinger.com:993:tls",
        "smtp.hostinger.com:465:tls",
        mx=".hostinger.com",
    ),
    provider("Migadu", "imap.migadu.com:993:tls", "smtp.migadu.com:465:tls", mx=".migadu.com"),
    provider("Titan", "imap.titan.email:993:tls", "smtp.titan.email:465:tls", mx=".titan.email"),
)

_NO_IMAP = (
    closed_provider(
        "Proton Mail",
        domains="proton.me protonmail.com protonmail.ch pm.me",
        mx=".protonmail.ch",
    ),
    closed_provider(
        "Tuta",
        domains="tuta.com tuta.io tutanota.com tutanota.de tutamail.com keemail.me",
        mx=".tutanota.de",
    ),
    closed_provider("HEY", domains="hey.com", mx=".hey.com"),
)

PROVIDERS = _WORLD + GERMAN + NORDIC_AND_DUTCH + _HOSTERS + _NO_IMAP
