"""Providers of people in Germany, Austria and Switzerland."""

from __future__ import annotations

from mail.core.discovery.provider import Hint
from mail.core.discovery.table.notation import provider

TABLE = (
    provider(
        "GMX",
        "imap.gmx.net :143",
        "mail.gmx.net :587",
        domains="""
            gmx.net gmx.de gmx.at gmx.ch gmx.eu gmx.biz gmx.org gmx.info mein.gmx mail.gmx
            email.gmx
        """,
        mx=".gmx.net",
        hint=Hint.ENABLE_IMAP_GMX,
        help_urls="de=https://hilfe.gmx.net/pop-imap/einschalten.html",
    ),
    provider(
        "WEB.DE",
        "imap.web.de :143",
        "smtp.web.de :587",
        domains="""
            web.de email.de flirt.ms hallo.ms kuss.ms love.ms magic.ms singles.ms cool.ms
            kanzler.ms okay.ms party.ms pop.ms stars.ms techno.ms clever.ms deutschland.ms
            genial.ms ich.ms online.ms smart.ms wichtig.ms action.ms fussball.ms joker.ms
            planet.ms power.ms
        """,
        username="local_part",
        hint=Hint.ENABLE_IMAP_GMX,
        help_urls="de=https://hilfe.web.de/pop-imap/einschalten.html",
    ),
    provider(
        "Telekom",
        "secureimap.t-online.de",
        "securesmtp.t-online.de :587",
        domains="t-online.de magenta.de",
        mx=".t-online.de",
        hint=Hint.MAIL_PASSWORD_TELEKOM,
        help_urls="""
            de=https://www.telekom.de/hilfe/apps-dienste/e-mail/einstellungen/posteingang-postausgang-server
        """,
    ),
    provider(
        "freenet",
        "mx.freenet.de :143",
        "mx.freenet.de:465 :587",
        domains="""
            freenet.de freenetmail.de fn.de bossmail.de justmail.de
        """,
        hint=Hint.ENABLE_IMAP_FREENET,
        help_urls="de=https://kundenservice.freenet.de/artikel/1869",
    ),
    provider(
        "Vodafone",
        "imap.vodafonemail.de",
        "smtp.vodafonemail.de :587",
        domains="vodafonemail.de vodafone.de arcor.de nexgo.de unity-mail.de kabelmail.de",
        help_urls="de=https://www.vodafone.de/hilfe/vodafone-e-mail-cloud.html",
    ),
    provider(
        "o2", "imap.alice.de", "smtp.alice.de:587", domains="alice.de alice-dsl.de alice-dsl.net"
    ),
    provider("EWE", "imap.ewe.net", "smtp.ewe.net:587", domains="ewe.net ewetel.net"),
    provider(
        "M-net",
        "imap.mnet-online.de",
        "mail.mnet-online.de:587",
        domains="mnet-online.de mnet-mail.de",
    ),
    provider(
        "NetCologne", "imap.netcologne.de", "smtp.netcologne.de :587", domains="netcologne.de"
    ),
    provider(
        "1&1",
        "imap.1und1.de :143",
        "smtp.1und1.de :587",
        domains="""
            online.de onlinehome.de sofortstart.de sofort-start.de sofortsurf.de sofort-surf.de
            go4more.de
        """,
    ),
    provider(
        "Posteo",
        "posteo.de :143",
        "posteo.de :587",
        domains="""
            posteo.de posteo.af posteo.at posteo.be posteo.ca posteo.ch posteo.cl posteo.co
            posteo.co.uk posteo.com posteo.com.br posteo.cr posteo.cz posteo.dk posteo.ee
            posteo.es posteo.eu posteo.fi posteo.gl posteo.gr posteo.hn posteo.hr posteo.hu
            posteo.ie posteo.in posteo.is posteo.it posteo.jp posteo.la posteo.li posteo.lt
            posteo.lu posteo.me posteo.mx posteo.my posteo.net posteo.nl posteo.no posteo.nz
            posteo.org posteo.pe posteo.pl posteo.pm posteo.pt posteo.ro posteo.ru posteo.se
            posteo.sg posteo.si posteo.tn posteo.uk posteo.us
        """,
        hint=Hint.APP_PASSWORD_POSTEO,
        help_urls="""
            en=https://posteo.de/en/help/how-do-i-set-up-posteo-in-an-email-client-pop3-imap-and-smtp
            de=https://posteo.de/hilfe/wie-richte-ich-posteo-in-einem-mailprogramm-ein-pop3-imap-und-smtp
        """,
    ),
    provider(
        "mailbox.org",
        "imap.mailbox.org :143",
        "smtp.mailbox.org :587",
        domains="mailbox.org secure.mailbox.org",
        mx=".mailbox.org",
        hint=Hint.IF_TWO_FACTOR,
        spf="mailbox.org",
    ),
    provider(
        "mail.de",
        "imap.mail.de :143",
        "smtp.mail.de :587",
        domains="mail.de",
        mx=".mail.de",
        help_urls="de=https://mail.de/hilfe/pop3-imap-einstellungen",
    ),
    provider(
        "GWDG", "email.gwdg.de", "email.gwdg.de:587", domains="gwdg.de", username="local_part"
    ),
    provider("GELSEN-NET", "mx.gelsennet.de", "mx.gelsennet.de", domains="gelsennet.de"),
    provider("OK.de", "imap.ok.de", "smtp.ok.de:587", domains="ok.de"),
    provider("emailn", "imap.emailn.de:143", "smtp.emailn.de:587", domains="emailn.de"),
    provider("dismail.de", "imap.dismail.de", "smtp.dismail.de", domains="dismail.de"),
    provider(
        "Systemausfall",
        "mail.systemausfall.org",
        "mail.systemausfall.org",
        domains="systemausfall.org solidaris.me",
    ),
    provider(
        "A1",
        "securemail.a1.net",
        "securemail.a1.net:587",
        domains="a1.net aon.at",
    ),
    provider(
        "Magenta",
        "mail.mymagenta.at",
        "mail.mymagenta.at",
        domains="chello.at",
    ),
    provider("Drei", "imap.drei.at", "smtp.drei.at", domains="drei.at"),
    provider("Stadtwerke Schwaz", "imap.schwaz.net", "mail.schwaz.net :587", domains="schwaz.net"),
    provider(
        "Swisscom",
        "imaps.bluewin.ch",
        "smtpauths.bluewin.ch",
        domains="bluewin.ch bluemail.ch",
        hint=Hint.MAIL_PASSWORD,
    ),
    provider("Sunrise", "imap.sunrise.ch", "smtp2.sunrise.ch", domains="sunrise.ch"),
    provider(
        "Infomaniak",
        "mail.infomaniak.com",
        "mail.infomaniak.com :587",
        domains="ik.me ikmail.com etik.com infomaniak.com",
        mx=".infomaniak.ch",
        hint=Hint.APP_PASSWORD_INFOMANIAK,
        help_urls="fr=https://www.infomaniak.com/fr/support/faq/search?q=imap",
        spf="spf.infomaniak.ch",
    ),
)
