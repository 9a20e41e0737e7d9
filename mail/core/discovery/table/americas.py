"""Providers of people in North and South America."""

from __future__ import annotations

from mail.core.discovery.provider import Hint
from mail.core.discovery.table.notation import provider

_YAHOO_HELP = "en=https://help.yahoo.com/kb/SLN15241.html"

TABLE = (
    provider(
        "Comcast",
        "imap.comcast.net :143",
        "smtp.comcast.net :587",
        domains="comcast.net xfinity.com",
        hint=Hint.THIRD_PARTY_ACCESS,
        help_urls="en=https://www.xfinity.com/support/articles/third-party-email-access",
    ),
    provider(
        "AT&T",
        "imap.mail.att.net",
        "smtp.mail.att.net",
        domains="""
            att.net bellsouth.net sbcglobal.net ameritech.net currently.com flash.net nvbell.net
            pacbell.net prodigy.net snet.net swbell.net wans.net
        """,
        hint=Hint.SECURE_MAIL_KEY,
        help_urls="en=https://www.att.com/support/article/email-support/KM1010523/",
    ),
    # Cox handed its mailboxes over to Yahoo in 2024.
    provider(
        "Cox",
        "imap.mail.yahoo.com",
        "smtp.mail.yahoo.com",
        domains="cox.net",
        hint=Hint.APP_PASSWORD_YAHOO,
        help_urls=_YAHOO_HELP,
    ),
    # Its port 587 begins with TLS at once, unlike everybody else's.
    provider(
        "Spectrum",
        "mobile.charter.net",
        "mobile.charter.net:587:tls",
        domains="charter.net spectrum.net bresnan.net",
        help_urls="en=https://www.spectrum.net/support/internet/spectrum-email-server-settings/",
    ),
    provider(
        "Spectrum",
        "mail.twc.com",
        "mail.twc.com:587",
        domains=".rr.com rr.com twc.com roadrunner.com",
        help_urls="en=https://www.spectrum.net/support/internet/spectrum-email-server-settings/",
    ),
    provider(
        "Spectrum",
        "mail.brighthouse.com",
        "mail.brighthouse.com:587:tls",
        domains="""
            brighthouse.com bak.rr.com bham.rr.com cfl.rr.com indy.rr.com panhandle.rr.com
            tampabay.rr.com
        """,
    ),
    provider(
        "CenturyLink",
        "mail.centurylink.net",
        "smtp.centurylink.net:587",
        domains="centurylink.net embarqmail.com",
    ),
    provider("CenturyLink", "mail.q.com", "smtp.q.com:587", domains="q.com"),
    provider(
        "EarthLink",
        "imap.earthlink.net :143",
        "smtpauth.earthlink.net:587",
        domains="earthlink.net mindspring.com ix.netcom.com",
        help_urls="en=https://help.earthlink.net/portal/en/kb/articles/email-server-settings",
    ),
    provider(
        "Optimum",
        "mail.optonline.net",
        "mail.optonline.net :587",
        domains="optonline.net",
    ),
    provider("Optimum", "mail.optimum.net", "mail.optimum.net :587", domains="optimum.net"),
    provider("Suddenlink", "imap.suddenlink.net", "smtp.suddenlink.net", domains="suddenlink.net"),
    provider(
        "Windstream",
        "imap.windstream.net",
        "smtp.windstream.net:587 :465",
        domains="windstream.net",
    ),
    provider(
        "PenTeleData",
        "promail.ptd.net :143",
        "promail.ptd.net :587",
        domains="ptd.net",
        username="local_part",
    ),
    provider("Sonic", "imap.sonic.net", "mail.sonic.net :587", domains="sonic.net"),
    provider("USFamily.net", "mail.usgo.net", "mail.usgo.net", domains="usfamily.net"),
    provider(
        "Bell",
        "imap.bell.net",
        "smtphm.sympatico.ca:587",
        domains="bell.net sympatico.ca",
    ),
    provider(
        "Rogers",
        "imap.mail.yahoo.com",
        "smtp.mail.yahoo.com",
        domains="rogers.com",
        hint=Hint.APP_PASSWORD_YAHOO,
        help_urls=_YAHOO_HELP,
    ),
    provider(
        "Shaw",
        "imap.shaw.ca",
        "mail.shaw.ca:587",
        domains="shaw.ca",
        username="local_part",
    ),
    provider("Vidéotron", "imap.videotron.ca", "smtp.videotron.ca :587", domains="videotron.ca"),
    provider(
        "UOL",
        "imap.uol.com.br",
        "smtps.uol.com.br:587 :465",
        domains="uol.com.br",
        username="local_part",
        hint=Hint.ENABLE_IMAP,
    ),
    provider(
        "BOL",
        "imap.bol.com.br",
        "smtps.bol.com.br :587",
        domains="bol.com.br",
        username="local_part",
        hint=Hint.ENABLE_IMAP,
    ),
    provider("Terra", "imap.terra.com.br", "smtp.terra.com.br:587 :465", domains="terra.com.br"),
    provider("iG", "imap.ig.com.br", "smtp.ig.com.br", domains="ig.com.br"),
    provider("Globo", "imap.globo.com", "smtp.globo.com", domains="globo.com globomail.com"),
)
