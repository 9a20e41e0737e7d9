"""The providers themselves: facts about the ones that our users most often have.

Written as ``host:port:security``, like everywhere else. Order does not matter.
"""

from __future__ import annotations

from mail.core.discovery.provider import Hint, Provider, Servers
from mail.core.discovery.result import Method, UsernameRule
from mail.core.endpoint import Service, parse_endpoint


def _provider(
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
    servers = Servers(
        parse_endpoint(Service.IMAP, imap),
        parse_endpoint(Service.SMTP, smtp),
        username,
        smtp_username or username,
    )
    return Provider(
        name, servers, frozenset(domains.split()), tuple(mx.split()), method, hint, mx_hint
    )


def _closed(name: str, *, domains: str, mx: str = "") -> Provider:
    """A provider that offers no IMAP to other programs."""
    return Provider(name, None, frozenset(domains.split()), tuple(mx.split()), hint=Hint.NO_IMAP)


_WORLD = (
    _provider(
        "Gmail",
        "imap.gmail.com:993:tls",
        "smtp.gmail.com:465:tls",
        domains="gmail.com googlemail.com",
        method=Method.APP_PASSWORD,
        hint=Hint.APP_PASSWORD_GOOGLE,
    ),
    _provider(
        "Google Workspace",
        "imap.gmail.com:993:tls",
        "smtp.gmail.com:465:tls",
        domains="google.com",
        mx=".google.com .googlemail.com",
        method=Method.APP_PASSWORD,
        hint=Hint.APP_PASSWORD_GOOGLE,
    ),
    _provider(
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
    _provider(
        "Microsoft 365",
        "outlook.office365.com:993:tls",
        "smtp.office365.com:587:starttls",
        domains="office365.com",
        mx=".mail.protection.outlook.com .mx.microsoft",
        method=Method.OAUTH,
        hint=Hint.SIGN_IN_MICROSOFT,
    ),
    _provider(
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
    _provider(
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
    _provider(
        "AOL",
        "imap.aol.com:993:tls",
        "smtp.aol.com:465:tls",
        domains="aol.com aim.com aol.de aol.fr aol.it aol.es aol.se aol.co.uk verizon.net",
        method=Method.APP_PASSWORD,
        hint=Hint.APP_PASSWORD,
    ),
    _provider(
        "Fastmail",
        "imap.fastmail.com:993:tls",
        "smtp.fastmail.com:465:tls",
        domains="fastmail.com fastmail.fm messagingengine.com",
        mx=".messagingengine.com",
        method=Method.APP_PASSWORD,
        hint=Hint.APP_PASSWORD,
    ),
    _provider(
        "Zoho Mail",
        "imap.zoho.com:993:tls",
        "smtp.zoho.com:465:tls",
        domains="zoho.com zohomail.com",
        hint=Hint.ENABLE_IMAP,
    ),
    _provider(
        "Zoho Mail",
        "imap.zoho.eu:993:tls",
        "smtp.zoho.eu:465:tls",
        domains="zoho.eu zohomail.eu",
        hint=Hint.ENABLE_IMAP,
    ),
    # Zoho has other hosts for people's own domains.
    _provider(
        "Zoho Mail",
        "imappro.zoho.com:993:tls",
        "smtppro.zoho.com:465:tls",
        mx=".zoho.com",
        hint=Hint.ENABLE_IMAP,
    ),
    _provider(
        "Zoho Mail",
        "imappro.zoho.eu:993:tls",
        "smtppro.zoho.eu:465:tls",
        mx=".zoho.eu",
        hint=Hint.ENABLE_IMAP,
    ),
    _provider(
        "mail.com",
        "imap.mail.com:993:tls",
        "smtp.mail.com:465:tls",
        domains="mail.com email.com usa.com post.com",
        hint=Hint.ENABLE_IMAP,
    ),
    _provider(
        "Yandex",
        "imap.yandex.com:993:tls",
        "smtp.yandex.com:465:tls",
        domains="yandex.ru yandex.com yandex.by yandex.kz ya.ru narod.ru",
        mx=".yandex.net .yandex.ru",
        method=Method.APP_PASSWORD,
        hint=Hint.ENABLE_IMAP_AND_APP_PASSWORD,
    ),
    _provider(
        "Comcast",
        "imap.comcast.net:993:tls",
        "smtp.comcast.net:465:tls",
        domains="comcast.net",
        hint=Hint.ENABLE_IMAP,
    ),
)

_GERMAN = (
    _provider(
        "GMX",
        "imap.gmx.net:993:tls",
        "mail.gmx.net:465:tls",
        domains="gmx.net gmx.de gmx.at gmx.ch gmx.eu gmx.biz gmx.org gmx.info",
        mx=".gmx.net",
        hint=Hint.ENABLE_IMAP,
    ),
    _provider(
        "GMX",
        "imap.gmx.com:993:tls",
        "mail.gmx.com:465:tls",
        domains="gmx.com gmx.us gmx.co.uk gmx.es gmx.fr gmx.ie gmx.it gmx.pt gmx.se",
        hint=Hint.ENABLE_IMAP,
    ),
    _provider(
        "WEB.DE",
        "imap.web.de:993:tls",
        "smtp.web.de:465:tls",
        domains="web.de",
        username="local_part",
        hint=Hint.ENABLE_IMAP,
    ),
    _provider(
        "Telekom",
        "secureimap.t-online.de:993:tls",
        "securesmtp.t-online.de:465:tls",
        domains="t-online.de magenta.de",
        mx=".t-online.de",
        method=Method.APP_PASSWORD,
        hint=Hint.MAIL_PASSWORD,
    ),
    _provider(
        "freenet",
        "mx.freenet.de:993:tls",
        "mx.freenet.de:587:starttls",
        domains="freenet.de",
        hint=Hint.ENABLE_IMAP,
    ),
    _provider(
        "Vodafone",
        "imap.vodafonemail.de:993:tls",
        "smtp.vodafonemail.de:465:tls",
        domains="vodafonemail.de arcor.de kabelmail.de",
    ),
    _provider(
        "Posteo",
        "posteo.de:993:tls",
        "posteo.de:465:tls",
        domains="""
            posteo.de posteo.at posteo.be posteo.ch posteo.com posteo.dk posteo.eu posteo.fi
            posteo.me posteo.net posteo.nl posteo.no posteo.org posteo.se
        """,
        method=Method.APP_PASSWORD,
        hint=Hint.APP_PASSWORD,
    ),
    _provider(
        "mailbox.org",
        "imap.mailbox.org:993:tls",
        "smtp.mailbox.org:465:tls",
        domains="mailbox.org",
        mx=".mailbox.org",
    ),
    _provider(
        "IONOS",
        "imap.ionos.de:993:tls",
        "smtp.ionos.de:465:tls",
        mx=".kundenserver.de .ionos.de",
    ),
    _provider(
        "STRATO",
        "imap.strato.de:993:tls",
        "smtp.strato.de:465:tls",
        mx=".rzone.de",
    ),
    _provider(
        "A1",
        "securemail.a1.net:993:tls",
        "securemail.a1.net:587:starttls",
        domains="a1.net aon.at",
    ),
    _provider(
        "Swisscom",
        "imaps.bluewin.ch:993:tls",
        "smtpauths.bluewin.ch:465:tls",
        domains="bluewin.ch bluemail.ch",
        hint=Hint.MAIL_PASSWORD,
    ),
    _provider(
        "Infomaniak",
        "mail.infomaniak.com:993:tls",
        "mail.infomaniak.com:465:tls",
        domains="ik.me ikmail.com etik.com",
        mx=".infomaniak.ch",
        hint=Hint.APP_PASSWORD,
    ),
)

_NORDIC_AND_DUTCH = (
    _provider(
        "one.com",
        "imap.one.com:993:tls",
        "send.one.com:465:tls",
        mx=".one.com",
    ),
    _provider(
        "Simply.com",
        "imap.simply.com:993:tls",
        "smtp.simply.com:587:starttls",
        mx=".simply.com",
    ),
    _provider(
        "Loopia",
        "mailcluster.loopia.se:993:tls",
        "mailcluster.loopia.se:465:tls",
        mx=".loopia.se",
    ),
    _provider(
        "Jubii",
        "imap.jubii.dk:993:tls",
        "smtp.jubii.dk:465:tls",
        domains="mail.jubii.dk",
    ),
    _provider(
        "KPN",
        "imap.kpnmail.nl:993:tls",
        "smtp.kpnmail.nl:465:tls",
        domains="""
            kpnmail.nl kpnplanet.nl planet.nl wxs.nl hetnet.nl freeler.nl xs4all.nl telfort.nl
            tiscali.nl on.nl
        """,
    ),
    _provider(
        "Ziggo",
        "imap.ziggo.nl:993:tls",
        "smtp.ziggo.nl:587:starttls",
        domains="ziggo.nl ziggomail.com home.nl upcmail.nl chello.nl casema.nl quicknet.nl",
    ),
    _provider(
        "TransIP",
        "imap.transip.email:993:tls",
        "smtp.transip.email:465:tls",
        mx=".transip.email",
    ),
    _provider(
        "Soverin",
        "imap.soverin.net:993:tls",
        "smtp.soverin.net:465:tls",
        mx=".soverin.net",
    ),
)

_HOSTERS = (
    _provider("OVH", "ssl0.ovh.net:993:tls", "ssl0.ovh.net:465:tls", mx=".mail.ovh.net"),
    _provider("Gandi", "mail.gandi.net:993:tls", "mail.gandi.net:465:tls", mx=".mail.gandi.net"),
    _provider(
        "Rackspace",
        "secure.emailsrvr.com:993:tls",
        "secure.emailsrvr.com:465:tls",
        mx=".emailsrvr.com",
    ),
    _provider(
        "GoDaddy",
        "imap.secureserver.net:993:tls",
        "smtpout.secureserver.net:465:tls",
        mx=".secureserver.net",
    ),
    _provider(
        "Namecheap Private Email",
        "mail.privateemail.com:993:tls",
        "mail.privateemail.com:465:tls",
        mx=".privateemail.com",
    ),
    _provider(
        "Hostinger",
        "imap.hostinger.com:993:tls",
        "smtp.hostinger.com:465:tls",
        mx=".hostinger.com",
    ),
    _provider("Migadu", "imap.migadu.com:993:tls", "smtp.migadu.com:465:tls", mx=".migadu.com"),
    _provider("Titan", "imap.titan.email:993:tls", "smtp.titan.email:465:tls", mx=".titan.email"),
)

_NO_IMAP = (
    _closed(
        "Proton Mail",
        domains="proton.me protonmail.com protonmail.ch pm.me",
        mx=".protonmail.ch",
    ),
    _closed(
        "Tuta",
        domains="tuta.com tuta.io tutanota.com tutanota.de tutamail.com keemail.me",
        mx=".tutanota.de",
    ),
    _closed("HEY", domains="hey.com", mx=".hey.com"),
)

PROVIDERS = _WORLD + _GERMAN + _NORDIC_AND_DUTCH + _HOSTERS + _NO_IMAP
