"""Providers of German-speaking, Nordic and Dutch customers."""

from __future__ import annotations

from mail.core.discovery.provider import Hint, provider
from mail.core.discovery.result import Method

GERMAN = (
    provider(
        "GMX",
        "imap.gmx.net:993:tls",
        "mail.gmx.net:465:tls",
        domains="gmx.net gmx.de gmx.at gmx.ch gmx.eu gmx.biz gmx.org gmx.info",
        mx=".gmx.net",
        hint=Hint.ENABLE_IMAP,
    ),
    provider(
        "GMX",
        "imap.gmx.com:993:tls",
        "mail.gmx.com:465:tls",
        domains="gmx.com gmx.us gmx.co.uk gmx.es gmx.fr gmx.ie gmx.it gmx.pt gmx.se",
        hint=Hint.ENABLE_IMAP,
    ),
    provider(
        "WEB.DE",
        "imap.web.de:993:tls",
        "smtp.web.de:465:tls",
        domains="web.de",
        username="local_part",
        hint=Hint.ENABLE_IMAP,
    ),
    provider(
        "Telekom",
        "secureimap.t-online.de:993:tls",
        "securesmtp.t-online.de:465:tls",
        domains="t-online.de magenta.de",
        mx=".t-online.de",
        method=Method.APP_PASSWORD,
        hint=Hint.MAIL_PASSWORD,
    ),
    provider(
        "freenet",
        "mx.freenet.de:993:tls",
        "mx.freenet.de:587:starttls",
        domains="freenet.de",
        hint=Hint.ENABLE_IMAP,
    ),
    provider(
        "Vodafone",
        "imap.vodafonemail.de:993:tls",
        "smtp.vodafonemail.de:465:tls",
        domains="vodafonemail.de arcor.de kabelmail.de",
    ),
    provider(
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
    provider(
        "mailbox.org",
        "imap.mailbox.org:993:tls",
        "smtp.mailbox.org:465:tls",
        domains="mailbox.org",
        mx=".mailbox.org",
    ),
    provider(
        "IONOS",
        "imap.ionos.de:993:tls",
        "smtp.ionos.de:465:tls",
        mx=".kundenserver.de .ionos.de",
    ),
    provider(
        "STRATO",
        "imap.strato.de:993:tls",
        "smtp.strato.de:465:tls",
        mx=".rzone.de",
    ),
    provider(
        "A1",
        "securemail.a1.net:993:tls",
        "securemail.a1.net:587:starttls",
        domains="a1.net aon.at",
    ),
    provider(
        "Swisscom",
        "imaps.bluewin.ch:993:tls",
        "smtpauths.bluewin.ch:465:tls",
        domains="bluewin.ch bluemail.ch",
        hint=Hint.MAIL_PASSWORD,
    ),
    provider(
        "Infomaniak",
        "mail.infomaniak.com:993:tls",
        "mail.infomaniak.com:465:tls",
        domains="ik.me ikmail.com etik.com",
        mx=".infomaniak.ch",
        hint=Hint.APP_PASSWORD,
    ),
)

NORDIC_AND_DUTCH = (
    provider(
        "one.com",
        "imap.one.com:993:tls",
        "send.one.com:465:tls",
        mx=".one.com",
    ),
    provider(
        "Simply.com",
        "imap.simply.com:993:tls",
        "smtp.simply.com:587:starttls",
        mx=".simply.com",
    ),
    provider(
        "Loopia",
        "mailcluster.loopia.se:993:tls",
        "mailcluster.loopia.se:465:tls",
        mx=".loopia.se",
    ),
    provider(
        "Jubii",
        "imap.jubii.dk:993:tls",
        "smtp.jubii.dk:465:tls",
        domains="mail.jubii.dk",
    ),
    provider(
        "KPN",
        "imap.kpnmail.nl:993:tls",
        "smtp.kpnmail.nl:465:tls",
        domains="""
            kpnmail.nl kpnplanet.nl planet.nl wxs.nl hetnet.nl freeler.nl xs4all.nl telfort.nl
            tiscali.nl on.nl
        """,
    ),
    provider(
        "Ziggo",
        "imap.ziggo.nl:993:tls",
        "smtp.ziggo.nl:587:starttls",
        domains="ziggo.nl ziggomail.com home.nl upcmail.nl chello.nl casema.nl quicknet.nl",
    ),
    provider(
        "TransIP",
        "imap.transip.email:993:tls",
        "smtp.transip.email:465:tls",
        mx=".transip.email",
    ),
    provider(
        "Soverin",
        "imap.soverin.net:993:tls",
        "smtp.soverin.net:465:tls",
        mx=".soverin.net",
    ),
)
